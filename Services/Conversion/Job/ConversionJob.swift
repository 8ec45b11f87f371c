import Documents
import Engines
import Formats
import Foundation
import Letters
import Messages

/// A letter on its way through conversion: its record, who asked, and how the recipient takes letters.
struct ConversionJob: Sendable {
    var record: LetterRecord
    var request: Request
    var practice: Practice
    var routing: Routing
    var store: DocumentStore
    var documents: any RenderingEngine

    /// The most bytes that the recipient takes of a message of this format.
    func limit(of format: Practice.Format) -> Int? { practice.maxBytes ?? MessageFormat.of(format).usualLimit }

    /// The identifier of the document at the practice that this one takes the place of.
    ///
    /// - Parameter own: the letter's own identifier, where a new version of a document keeps it.
    func replacedComposition(in format: Practice.Format, but own: UUID? = nil) -> UUID? {
        guard let id = request.predecessor(in: format).flatMap(MessageFormat.identifier(of:)), id != own else {
            return nil
        }
        return id
    }
}

extension LetterRecord {
    /// When the patient was discharged or seen; where nobody says, when the letter was signed.
    var happenedAt: Date {
        encounter?.dischargedAt ?? encounter?.attendedAt ?? encounter?.admittedAt ?? signedAt
    }
}
