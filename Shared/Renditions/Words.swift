import Foundation

/// The words of a text as a reader perceives them, independent of layout.
///
/// Case, ligatures, kinds of quotes and dashes, soft hyphens and punctuation around words are ignored. Digits, decimal
/// points, units and comparison signs are significant.
public struct Words: Equatable, Sendable {
    public internal(set) var list: [String] = []
    /// The same text as paragraphs for the comparison; for a page, as pieces in drawing order.
    public internal(set) var blocks: [TextBlock] = []
    /// Symbols beside the words, such as ticks and arrows, which are not compared.
    public private(set) var signs: Set<Unicode.Scalar> = []

    public init() {}

    public init(_ text: String) { add(text) }

    /// Creates the words of an HTML text as a browser displays it. Table cells and block elements separate words.
    public init(html: String) {
        var text = ""
        var silent: String?
        for piece in HTMLPieces(html) {
            switch piece {
            case .text(let words): if silent == nil { text += words }
            case .begin(let name, _):
                if ["style", "script", "title"].contains(name) { silent = name }
                if !Self.inline.contains(name) { text.unicodeScalars.append(Self.mark(of: name)) }
            case .end(let name):
                if name == silent { silent = nil }
                if !Self.inline.contains(name) { text.unicodeScalars.append(Self.mark(of: name)) }
            }
        }
        add(text)
    }

    private static let inline: Set = [
        "a", "b", "big", "em", "font", "i", "small", "span", "strong", "sub", "sup", "u",
    ]

    private static func mark(of element: String) -> Unicode.Scalar { element == "br" ? " " : TextMark.paragraph }

    /// Adds a text whose paragraphs end with `TextMark.paragraph`.
    public mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            // The bytes of `TextMark.paragraph` and `TextMark.numbered`.
            for paragraph in Self.parts(of: bytes, partedBy: (0xE2, 0x80, 0xA9)) {
                if Self.parts(of: paragraph, partedBy: (0xEF, 0xBF, 0xBA)).count == 1 {
                    add(plain: paragraph)
                } else {
                    add(numbered: String(decoding: paragraph, as: UTF8.self))
                }
            }
        }
    }

    mutating func add(_ pieces: Substring.UnicodeScalarView, to block: inout TextBlock) {
        for piece in pieces.split(whereSeparator: \.properties.isWhitespace) {
            for scalar in piece where TextMark.isMark(scalar) { block.note(mark: scalar) }
            let scalars = Self.folded(piece)
            block.letters += scalars.filter(TextBlock.counts)
            let word = Self.trimmed(scalars.filter { !TextMark.isMark($0) })
            if !word.isEmpty {
                list.append(word)
                block.words += 1
            }
            for scalar in piece where Self.isSign(scalar) { signs.insert(scalar) }
        }
    }

    /// Adds a text with `TextMark.numbered` in it.
    private mutating func add(numbered text: String) {
        for paragraph in text.unicodeScalars.split(separator: TextMark.paragraph) {
            var block = TextBlock()
            var paragraph = paragraph
            if let start = paragraph.firstIndex(of: TextMark.numbered) {
                let rest = paragraph[paragraph.index(after: start)...]
                let end = rest.firstIndex(of: TextMark.numbered) ?? rest.startIndex
                for piece in rest[..<end].split(whereSeparator: \.properties.isWhitespace) {
                    block.label += Self.folded(piece).filter(TextBlock.counts)
                }
                block.note(mark: TextMark.numbered)
                paragraph = Self.joined(paragraph[..<start], rest[end...])
            }
            add(paragraph, to: &block)
            block.settle()
            if !block.letters.isEmpty { blocks.append(block) }
        }
    }

    private static func joined(
        _ first: Substring.UnicodeScalarView, _ second: Substring.UnicodeScalarView
    ) -> Substring.UnicodeScalarView {
        var both = String.UnicodeScalarView(first)
        both.append(contentsOf: second.dropFirst())
        return Substring.UnicodeScalarView(both)
    }

    public mutating func add(_ words: Words) {
        list += words.list
        blocks += words.blocks
        signs.formUnion(words.signs)
    }

    /// The same words, with every paragraph marked as placed by the layout.
    public var free: Words {
        var words = self
        for index in words.blocks.indices { words.blocks[index].isFree = true }
        return words
    }

    /// The number of letters and digits in these words that exceed those in `others`. Scripts whose letters change form
    /// are not counted.
    public func letters(beyond others: Words) -> Int {
        // Counts by code point, below the first script whose letters change form.
        var counts = [Int](repeating: 0, count: 0x590)
        for block in blocks {
            for letter in block.letters where letter.value < 0x590 { counts[Int(letter.value)] += 1 }
        }
        for block in others.blocks {
            for letter in block.letters where letter.value < 0x590 { counts[Int(letter.value)] -= 1 }
        }
        return counts.enumerated().reduce(0) { sum, count in
            guard count.element > 0, let letter = Unicode.Scalar(UInt32(count.offset)), TextBlock.isWord(letter) else {
                return sum
            }
            return sum + count.element
        }
    }

    public static func == (first: Words, second: Words) -> Bool {
        first.list == second.list && first.signs == second.signs
    }

    public static func + (first: Words, second: Words) -> Words {
        var both = first
        both.add(second)
        return both
    }

    public var count: Int { list.count }

    /// Whether a character is a symbol, dingbat, arrow or emoji, rather than punctuation of text.
    private static func isSign(_ scalar: Unicode.Scalar) -> Bool {
        (0x2100...0x2BFF).contains(scalar.value) || scalar.value >= 0x1F000
    }

    private static let ignored: Set<Unicode.Scalar> = [
        "\u{AD}", "\u{200B}", "\u{200C}", "\u{200D}", "\u{2060}", "\u{FEFF}",
        // Direction marks.
        "\u{61C}", "\u{200E}", "\u{200F}", "\u{202A}", "\u{202B}", "\u{202C}", "\u{202D}", "\u{202E}", "\u{2066}",
        "\u{2067}", "\u{2068}", "\u{2069}",
    ]
    static let meaningful: Set<Unicode.Scalar> = [
        "<", ">", "=", "+", "%", "±", "≤", "≥", "£", "°", "/", "↑", "↓",
    ]

    private static func folded(_ piece: Substring.UnicodeScalarView) -> [Unicode.Scalar] {
        var scalars: [Unicode.Scalar]
        if piece.allSatisfy({ $0.value < 0x80 }) {
            scalars = piece.map { (0x41...0x5A).contains($0.value) ? Unicode.Scalar(UInt8($0.value + 32)) : $0 }
        } else {
            scalars = []
            for scalar in String(piece).precomposedStringWithCompatibilityMapping.lowercased().unicodeScalars
            where !ignored.contains(scalar) {
                switch scalar {
                case "\u{2018}", "\u{2019}", "\u{201B}": scalars.append("'")
                case "\u{2010}"..."\u{2015}", "\u{2212}": scalars.append("-")
                default: scalars.append(scalar)
                }
            }
        }
        return scalars
    }

    private static func trimmed(_ scalars: [Unicode.Scalar]) -> String {
        let counts = { (scalar: Unicode.Scalar) in
            TextBlock.isWord(scalar) || meaningful.contains(scalar)
        }
        guard let first = scalars.firstIndex(where: counts), let last = scalars.lastIndex(where: counts) else {
            return ""
        }
        var word = String.UnicodeScalarView()
        word.append(contentsOf: scalars[first...last])
        return String(word)
    }
}
