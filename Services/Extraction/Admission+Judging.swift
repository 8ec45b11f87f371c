import Foundation
import GRDB
import Journal
import Letters
import Messages
import Pipeline
import Renditions

/// What is judged of every letter, whatever source it is from.
extension Admission {
    /// What is wrong with a letter in which its form has no fault.
    func faults(of content: LetterContent) -> [Reason] {
        guard content.recipients.contains(where: { $0.ods == organisation }) else { return [] }
        return [
            Reason(code: "recipient-is-ourselves", detail: "the letter is addressed to the organisation that sends it")
        ]
    }

    /// What is wrong with a document of so many bytes; nil where nothing is.
    func fault(ofDocument size: Int) -> Reason? {
        guard size > 0 else { return Reason(code: "document-empty", detail: "a document of the letter is empty") }
        guard size <= bounds.document else {
            return Reason(
                code: "document-too-large", detail: "a document of the letter has more than \(bounds.document) bytes")
        }
        return nil
    }

    /// What is wrong with a document that its source says to be of a type, and is not.
    func faultOfType(_ said: DocumentType) -> Reason {
        Reason(
            code: "document-not-its-type",
            detail: "a document of the letter is not the \(said.rawValue) that it is said to be")
    }

    /// The place among its document's revisions was taken by another item meanwhile.
    private struct Overtaken: Error {}

    /// A letter whose source does not number its revisions.
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

    /// The key by which two letters of a document are equal: all of their content except the times of creation and
    /// signing, which a sender may write anew each time.
    private func contentKey(_ draft: Draft) throws -> String {
        var plain = draft
        plain.content.createdAt = Date(timeIntervalSince1970: 0)
        plain.content.signedAt = Date(timeIntervalSince1970: 0)
        let bytes = try JSONEncoder.meshPost.encode(record(plain, 0))
        return Identity.uuid("content", String(decoding: bytes, as: UTF8.self)).uuidString.lowercased()
    }
}
