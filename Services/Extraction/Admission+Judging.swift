import Foundation
import GRDB
import Journal
import Letters
import Messages
import Pipeline
import Renditions

/// The checks that apply to letters of every source.
extension Admission {
    /// Returns the faults of a letter whose form is valid.
    func faults(of content: LetterContent) -> [Reason] {
        guard content.recipients.contains(where: { $0.ods == organisation }) else { return [] }
        return [
            Reason(code: "recipient-is-ourselves", detail: "the letter is addressed to the organisation that sends it")
        ]
    }

    /// Returns the fault of a document of `size` bytes; nil when it has none.
    func fault(ofDocument size: Int) -> Reason? {
        guard size > 0 else { return Reason(code: "document-empty", detail: "a document of the letter is empty") }
        guard size <= bounds.document else {
            return Reason(
                code: "document-too-large", detail: "a document of the letter has more than \(bounds.document) bytes")
        }
        return nil
    }

    /// Returns the fault of a document whose content is not of the type that its source declares.
    func faultOfType(_ said: DocumentType) -> Reason {
        Reason(
            code: "document-not-its-type",
            detail: "a document of the letter is not the \(said.rawValue) that it is said to be")
    }

    /// Thrown when another item took the same revision number in the meantime.
    private struct Overtaken: Error {}

    /// Takes a letter whose source does not number its revisions.
    func takeCounted(_ draft: Draft, newContentIsNew: Bool) async throws -> SourceJournal.Decision {
        let chain = Identity.chain(source: draft.item.source, documentID: draft.documentID)
        let content = try contentKey(draft)
        @Sendable func place(_ database: Database) throws -> Int {
            try SourceJournal.revision(of: content, chain, newContentIsNew: newContentIsNew, database)
        }
        while true {
            let revision = try await journal.journal.readOnWriter { try place($0) }
            do {
                return try await take(draft, revision: revision, content: content) { database in
                    guard try place(database) == revision else { throw Overtaken() }
                    try SourceJournal.count(content, as: revision, chain, database)
                }
            } catch is Overtaken {
                try Task.checkCancellation()
            }
        }
    }

    /// Returns the key by which two letters of a document are compared: a hash of all content except the times of
    /// creation and signing, which a sender may set anew each time.
    private func contentKey(_ draft: Draft) throws -> String {
        var plain = draft
        plain.content.createdAt = Date(timeIntervalSince1970: 0)
        plain.content.signedAt = Date(timeIntervalSince1970: 0)
        let bytes = try JSONEncoder.meshPost.encode(record(plain, 0))
        return Identity.uuid("content", String(decoding: bytes, as: UTF8.self)).uuidString.lowercased()
    }
}
