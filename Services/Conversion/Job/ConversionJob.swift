import Documents
import Engines
import Formats
import Foundation
import Letters
import Messages

/// The inputs of one conversion: the letter's record, the request, and the recipient's practice.
struct ConversionJob: Sendable {
    var record: LetterRecord
    var request: Request
    var practice: Practice
    var routing: Routing
    var store: DocumentStore
    var documents: any RenderingEngine

    /// The largest message that the recipient accepts in this format, in bytes; nil for no limit.
    func limit(of format: Practice.Format) -> Int? { practice.maxBytes ?? MessageFormat.of(format).usualLimit }

    /// Returns the identifier, at the practice, of the document that this one replaces; nil when it replaces none.
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
    /// The time of discharge or attendance; without one, of admission; without that, of signing.
    var happenedAt: Date {
        encounter?.dischargedAt ?? encounter?.attendedAt ?? encounter?.admittedAt ?? signedAt
    }
}
