import Foundation
import GRDB
import Letters
import Messages

extension Ledger {
    /// The most letters that a search shows.
    static let mostFound = 1000

    /// Returns the letters that match a person's words; within each kind of match, the newest come first.
    func search(_ text: String) async throws -> SearchFinding {
        let words = SearchWords(text)
        guard !words.text.isEmpty else { return SearchFinding(letters: []) }
        return try await read { database in
            var letters: [String] = []
            func find(_ sql: String, _ value: String?) throws {
                guard let value else { return }
                letters += try String.fetchAll(
                    database.cachedStatement(sql: sql), arguments: [value, Self.mostFound + 1])
            }
            try find("SELECT letter FROM search WHERE nhs_number = ? ORDER BY name DESC LIMIT ?", words.nhsNumber)
            try find("SELECT letter FROM search WHERE birth_date = ? ORDER BY name DESC LIMIT ?", words.birthDate)
            for condition in [
                "delivery = ?", "letter = ?", "chain = ?",
                "delivery = (SELECT delivery FROM message WHERE message = ?)",
            ] {
                try find("SELECT letter FROM delivery WHERE \(condition) LIMIT ?", words.id)
            }
            try find("SELECT letter FROM name WHERE name MATCH ? ORDER BY rowid DESC LIMIT ?", words.names)
            var seen: Set<String> = []
            let all = letters.filter { seen.insert($0).inserted }
            return SearchFinding(
                letters: Array(all.prefix(Self.mostFound)), isMore: all.count > Self.mostFound,
                isShort: all.isEmpty && words.names == nil)
        }
    }
}
