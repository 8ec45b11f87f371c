import Foundation
import Letters

/// The possible meanings of a search: an NHS number, a birth date, an id, or names.
struct SearchWords: Equatable {
    let text: String

    init(_ text: String) { self.text = text.trimmingCharacters(in: .whitespacesAndNewlines) }

    /// The NHS number: ten digits, with any spaces or hyphens removed; the check digit is not tested.
    var nhsNumber: String? {
        let digits = text.filter { !" -\u{a0}".contains($0) }
        return digits.count == 10 && digits.utf8.allSatisfy { (0x30...0x39).contains($0) } ? digits : nil
    }

    /// The birth date as `yyyy-MM-dd`, parsed from `1975-03-04`, `04/03/1975`, `4.3.1975` or `04-Mar-1975`.
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

    /// The text as an id, in lower case as in the ledger.
    var id: String { text.lowercased() }

    /// The full-text query for names and hospital ids; nil when no word has at least two characters.
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

/// The result of a search.
struct SearchFinding: Equatable {
    var letters: [String]
    /// True when more letters match than are shown.
    var isMore = false
    /// True when no word is long enough for a search.
    var isShort = false
}
