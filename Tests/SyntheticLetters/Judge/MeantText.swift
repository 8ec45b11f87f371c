import Foundation

/// A text that a page must show, as tokens without spaces, since a layout places spaces as it likes.
struct MeantText: Equatable {
    enum Token: Equatable {
        case character(Unicode.Scalar)
        /// A hyphen at the end of a line, or nothing.
        case softHyphen
        case bullet
        case page
        case pages
    }

    private(set) var tokens: [Token] = []

    init(_ spans: [Span]) { for span in spans { add(span.text) } }

    init(label: String?, _ spans: [Span]) {
        if let label { add(label) } else { tokens.append(.bullet) }
        for span in spans { add(span.text) }
    }

    private mutating func add(_ text: String) {
        for part in text.unicodeScalars.split(omittingEmptySubsequences: false, whereSeparator: Self.isOwn).enumerated()
        {
            if part.offset > 0 {
                let before = text.unicodeScalars[text.unicodeScalars.index(before: part.element.startIndex)]
                tokens.append(before == Sign.softHyphen ? .softHyphen : before == Sign.page ? .page : .pages)
            }
            tokens += Self.folded(String(part.element)).map { .character($0) }
        }
    }

    private static func isOwn(_ scalar: Unicode.Scalar) -> Bool {
        [Sign.softHyphen, Sign.page, Sign.pages].contains(scalar)
    }

    /// Returns the text in compatibility composition, because fonts have ligatures, with all hyphens and minus signs
    /// that look alike made the same.
    static func folded(_ text: String) -> [Unicode.Scalar] {
        text.precomposedStringWithCompatibilityMapping.unicodeScalars.compactMap { scalar in
            if scalar.properties.isWhitespace { return nil }
            return ["\u{2010}", "\u{2011}", "\u{2212}"].contains(scalar) ? "-" : scalar
        }
    }

    /// Characters that pages show as bullets, depending on the installed fonts.
    static let bullets: Set<Unicode.Scalar> = [
        "\u{2022}", "\u{25E6}", "\u{25AA}", "\u{25CB}", "\u{25CF}", "\u{25A0}", "\u{F0B7}", "\u{F0A7}", "\u{B7}", "o",
    ]

    /// Returns the end of this text on a page if it begins at `start`; nil if the page shows something else there.
    func end(in shown: [Unicode.Scalar], from start: Int, page: Int, of pages: Int) -> Int? {
        let (end, count) = length(in: shown, from: start, page: page, of: pages)
        return count == tokens.count ? end : nil
    }

    /// Returns how far the page agrees with this text from `start` on: the end on the page, and the number of tokens.
    func length(
        in shown: [Unicode.Scalar], from start: Int, skipping first: Int = 0, page: Int, of pages: Int
    ) -> (end: Int, count: Int) {
        var (place, count) = (start, first)
        while count < tokens.count {
            switch tokens[count] {
            case .character(let scalar):
                guard place < shown.count, shown[place] == scalar else { return (place, count) }
                place += 1
            case .softHyphen:
                if place < shown.count, shown[place] == "-" || shown[place] == Sign.softHyphen { place += 1 }
            case .bullet:
                guard place < shown.count, Self.bullets.contains(shown[place]) else { return (place, count) }
                place += 1
            case .page, .pages:
                let digits = Array("\(tokens[count] == .page ? page : pages)".unicodeScalars)
                guard shown[place...].starts(with: digits) else { return (place, count) }
                place += digits.count
            }
            count += 1
        }
        return (place, count)
    }

    /// Returns the next characters of the text, for error messages.
    func sample(from first: Int) -> String {
        var text = ""
        for token in tokens[min(first, tokens.count)...].prefix(24) {
            switch token {
            case .character(let scalar): text.unicodeScalars.append(scalar)
            case .softHyphen: text += "·"
            case .bullet: text += "•"
            case .page, .pages: text += "#"
            }
        }
        return text
    }
}
