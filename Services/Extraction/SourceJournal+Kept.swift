import Foundation
import GRDB
import Journal
import Letters
import Messages

/// Input that could not be taken as a letter, kept for a person to see.
struct KeptItem: Codable, Equatable, Sendable {
    /// The id by which an operator asks for the item; the worklist shows it too.
    var item: String
    var source: String
    /// RFC 3339.
    var at: String
    /// Codes, without patient data.
    var why: String
    /// The input itself, in the document store.
    var object: ObjectReference
}

extension SourceJournal {
    /// Records an object of the document store as kept input.
    func keep(
        _ object: ObjectReference, as item: String, from source: String, _ why: String, at now: Date
    ) async throws {
        let reference = String(decoding: try JSONEncoder.meshPost.encode(object), as: UTF8.self)
        try await journal.write { database in
            try database.run(
                """
                INSERT INTO kept (item, source, kept_at, why, object) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET kept_at = excluded.kept_at, why = excluded.why
                """, [item, source, Instant.text(now), why, reference])
        }
    }

    /// Returns the items kept last, the latest first.
    func kept(limit: Int = 1000) async throws -> [KeptItem] {
        try await journal.read { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT * FROM kept ORDER BY kept_at DESC, item LIMIT ?", arguments: [limit])
            return try rows.map { row in
                let object: String = row["object"]
                return KeptItem(
                    item: row["item"], source: row["source"], at: row["kept_at"], why: row["why"],
                    object: try JSONDecoder.meshPost.decode(ObjectReference.self, from: Data(object.utf8)))
            }
        }
    }
}
