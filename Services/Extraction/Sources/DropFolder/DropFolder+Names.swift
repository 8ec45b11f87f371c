import Documents
import Foundation
import Journal
import Letters
import Messages

/// What is said of a file without saying its name, which may be a patient's.
extension DropFolder {
    /// Errors of the system may hold the file's name; ours do not.
    static func words(_ error: any Error) -> String {
        switch error {
        case let error as DocumentStoreError: error.description
        case let error as JournalError: error.description
        case let error as NotMoved: error.description
        case let error as POSIXError: "\(error.code)"
        default: "\(type(of: error))"
        }
    }

    func place(_ entry: Entry) -> String { Self.hash(source.name, entry.name) }

    /// Names this very file.
    func file(_ entry: Entry) -> String {
        Self.hash(source.name, entry.name, "\(entry.number)", Instant.text(entry.modified))
    }

    private static func hash(_ parts: String...) -> String {
        Identity.uuid(parts.joined(separator: "\u{1F}")).uuidString.lowercased()
    }
}
