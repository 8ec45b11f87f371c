import Foundation
import Letters

/// What a person's words may mean: a number, a date, an id, names.
struct SearchWords: Equatable {
    let text: String

    init(_ text: String) { self.text = text.trimmingCharacters(in: .whitespacesAndNewlines) }

    /// Ten digits, however they are grouped.
    var nhsNumber: String? {
        let digits = text.filter { !" -\u{a0}".contains($0) }
        return digits.count == 10 && digits.utf8.allSatisfy { (0x30...0x39).contains($0) } ? digits : nil
    }

    /// `yyyy-MM-dd`, of `1975-03-04`, `04/03/1975`, `4.3.1975` or `04-Mar-1975`.
    var birthDate: String? {
        let parts = text.split { "/.- ".contains($0) }.map(String.init)
        guard parts.count == 3 else { return nil }
        let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        let month = Int(parts[1]) ?? months.firstIndex(of: String(parts[1].lowercased().prefix(3))).map { $0 + 1 }
        guard let month, let first = Int(parts[0]), let last = Int(parts[2]), (1...12).contains(month) else {
            return nil
        }
        let (year, day) = parts[0].count == 4 ? (first, last) : (last, first)
        guard (1800...2200).contains(year), (1...31).contains(day) else { return nil }
        let date = CivilDay(year, month, day)
        return date.civil == (year, month, day) ? date.description : nil
    }

    /// The words as an id, in the ledger's form.
    var id: String { text.lowercased() }

    /// The query for the index of names and hospital ids; nil where the words are too short to find by.
    var names: String? {
        let parts = text.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, let family = Self.query(parts[0]) {
            guard let given = Self.query(parts[1]) else { return "family : (\(family))" }
            return "(family : (\(family))) AND (given : (\(given)))"
        }
        return Self.query(text)
    }

    private static func query(_ words: some StringProtocol) -> String? {
        let tokens = words.split { !$0.isLetter && !$0.isNumber }
        guard tokens.contains(where: { $0.count > 1 }) else { return nil }
        return tokens.map { "\"\($0)\"*" }.joined(separator: " AND ")
    }
}

/// What a search found.
struct SearchFinding: Equatable {
    var letters: [String]
    /// There are more than are shown.
    var isMore = false
    /// The words are too short to find by.
    var isShort = false
}
