import Foundation
import GRDB
import Journal
import Letters
import Messages

extension Ledger {
    /// Reads from the ledger for a page. `watch`, if set, receives each SQL statement.
    func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        let watch = watch
        return try await journal.read { database in
            guard let watch else { return try body(database) }
            database.trace { watch($0.expandedDescription) }
            defer { database.trace(options: []) }
            return try body(database)
        }
    }

    /// The patient data that staff may see on the pages.
    struct Subject: Sendable {
        var family: String
        var given: String
        var nhsNumber: String?
        var birthDate: String
        var title: String
        var documentID: String
        /// The hospital's own patient number.
        var localID: String?

        init(_ row: Row) {
            family = row["family"] ?? ""
            given = row["given"] ?? ""
            nhsNumber = row["nhs_number"]
            birthDate = row["birth_date"] ?? ""
            title = row["title"] ?? ""
            documentID = row["document_id"] ?? ""
            localID = row["local_id"]
        }
    }

    /// Returns the subjects of the letters whose record has been read, by letter id.
    func subjects(of letters: some Sequence<String>) async throws -> [String: Subject] {
        let letters = Set(letters)
        return try await read { database in
            let statement = try database.cachedStatement(sql: "SELECT * FROM search WHERE letter = ? AND is_filled")
            var found: [String: Subject] = [:]
            for letter in letters {
                if let row = try Row.fetchOne(statement, arguments: [letter]) { found[letter] = Subject(row) }
            }
            return found
        }
    }
}
