import Foundation
import GRDB
import Journal
import Letters
import Messages

/// Writes the keys by which people find letters.
enum SearchRows {
    /// Records the MESH message id, so that the delivery is found by it as by its own id.
    static func note(meshMessage event: Event, of delivery: String, _ database: Database) throws {
        guard event.type == .letterSent, let id = try event.payload(LetterOutcome.self).meshMessageID, !id.isEmpty
        else { return }
        try database.run(
            "INSERT OR IGNORE INTO message (message, delivery) VALUES (?, ?)", [id.lowercased(), delivery])
    }

    /// Makes a withheld letter searchable, with its patient, if it has a stored record.
    static func note(withheld payload: LetterWithheld, _ database: Database) throws {
        guard let letter = payload.letter, let record = payload.record else { return }
        try database.run(
            "INSERT OR IGNORE INTO search (letter, record, is_filled, is_withheld) VALUES (?, ?, 0, 1)",
            [letter.description, try Ledger.json(record)])
    }

    /// Records the hospital's patient number, and the letter's entry in the index of names.
    static func note(_ record: LetterRecord, of letter: String, _ database: Database) throws {
        try database.run("UPDATE search SET local_id = ? WHERE letter = ?", [record.patient.localID, letter])
        try noteName(of: letter, database)
    }

    static func noteName(of letter: String, _ database: Database) throws {
        guard
            let row = try Row.fetchOne(
                database.cachedStatement(
                    sql: "SELECT name, family, given, document_id, local_id, is_filled FROM search WHERE letter = ?"),
                arguments: [letter]), row["is_filled"]
        else { return }
        let former: Int64? = row["name"]
        let number =
            try former
            ?? (Int64.fetchOne(database.cachedStatement(sql: "SELECT max(rowid) FROM name")) ?? 0) + 1
        if former != nil { try database.run("DELETE FROM name WHERE rowid = ?", [number]) }
        let (document, local): (String?, String?) = (row["document_id"], row["local_id"])
        try database.run(
            "INSERT INTO name (rowid, letter, family, given, ids) VALUES (?, ?, ?, ?, ?)",
            [
                number, letter, row["family"] as String? ?? "", row["given"] as String? ?? "",
                [document, local].compactMap(\.self).joined(separator: " "),
            ])
        if former == nil { try database.run("UPDATE search SET name = ? WHERE letter = ?", [number, letter]) }
    }
}
