import Foundation

/// Text as a MESH header can carry it: printable ASCII, one line.
enum HeaderText {
    /// The most characters of `mex-subject`.
    static let subjectLimit = 500

    /// Returns the text in ASCII: accents are dropped, other scripts transliterated, and any other character becomes a
    /// question mark.
    static func subject(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { $0 < 0x80 }
        let plain =
            isPlain ? text : text.applyingTransform(StringTransform("Any-Latin; Latin-ASCII"), reverse: false) ?? text
        let kept = plain.map { character -> Character in
            if character.isWhitespace || character.isNewline { return " " }
            guard let code = character.asciiValue, (0x20...0x7E).contains(code) else { return "?" }
            return character
        }
        return String(kept.prefix(subjectLimit))
    }
}
