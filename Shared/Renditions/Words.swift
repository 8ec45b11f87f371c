import Foundation

/// A text's words as a reader takes them: without regard to how they are laid out.
///
/// Case, ligatures, kinds of quotes and dashes, soft hyphens and punctuation around a word count for nothing; digits,
/// decimal points, units and comparison signs count for everything.
public struct Words: Equatable, Sendable {
    public private(set) var list: [String] = []
    /// The same with the punctuation around them, of which a layout may have broken one word in two: follow-, up.
    private(set) var spelled: [String] = []
    /// The signs beside the words, as ticks and arrows, which are not compared.
    public private(set) var signs: Set<Unicode.Scalar> = []

    public init() {}

    public init(_ text: String) { add(text) }

    /// The words of a piece of HTML, as a browser shows them; a table's cells and whatever begins a line part words.
    public init(html: String) {
        var text = ""
        var silent: String?
        for piece in HTMLPieces(html) {
            switch piece {
            case .text(let words): if silent == nil { text += words }
            case .begin(let name, _):
                if ["style", "script", "title"].contains(name) { silent = name }
                if !Self.inline.contains(name) { text += " " }
            case .end(let name):
                if name == silent { silent = nil }
                if !Self.inline.contains(name) { text += " " }
            }
        }
        add(text)
    }

    private static let inline: Set = [
        "a", "b", "big", "em", "font", "i", "small", "span", "strong", "sub", "sup", "u",
    ]

    public mutating func add(_ text: String) {
        for piece in text.split(whereSeparator: \.isWhitespace) {
            let scalars = Self.folded(piece)
            let word = Self.trimmed(scalars)
            if !word.isEmpty { list.append(word) }
            if !scalars.isEmpty { spelled.append(String(String.UnicodeScalarView(scalars))) }
            for scalar in piece.unicodeScalars where Self.isSign(scalar) { signs.insert(scalar) }
        }
    }

    public mutating func add(_ words: Words) {
        list += words.list
        spelled += words.spelled
        signs.formUnion(words.signs)
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

    /// Symbols and dingbats, arrows, emoji; not the punctuation of letters.
    private static func isSign(_ scalar: Unicode.Scalar) -> Bool {
        (0x2100...0x2BFF).contains(scalar.value) || scalar.value >= 0x1F000
    }

    private static let ignored: Set<Unicode.Scalar> = [
        "\u{AD}", "\u{200B}", "\u{200C}", "\u{200D}", "\u{2060}", "\u{FEFF}",
        // Marks of a text's direction.
        "\u{61C}", "\u{200E}", "\u{200F}", "\u{202A}", "\u{202B}", "\u{202C}", "\u{202D}", "\u{202E}", "\u{2066}",
        "\u{2067}", "\u{2068}", "\u{2069}",
    ]
    private static let meaningful: Set<Unicode.Scalar> = [
        "<", ">", "=", "+", "%", "±", "≤", "≥", "£", "°", "/", "↑", "↓",
    ]

    private static func folded(_ piece: Substring) -> [Unicode.Scalar] {
        var scalars: [Unicode.Scalar]
        if piece.utf8.allSatisfy({ $0 < 0x80 }) {
            scalars = piece.unicodeScalars.map {
                (0x41...0x5A).contains($0.value) ? Unicode.Scalar(UInt8($0.value + 32)) : $0
            }
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
            scalar.properties.isAlphabetic || scalar.properties.numericType != nil || meaningful.contains(scalar)
        }
        guard let first = scalars.firstIndex(where: counts), let last = scalars.lastIndex(where: counts) else {
            return ""
        }
        var word = String.UnicodeScalarView()
        word.append(contentsOf: scalars[first...last])
        return String(word)
    }
}

/// The comparison of what the hospital gave with what the recipient can read.
public struct Fidelity: Equatable, Sendable {
    /// How many words of the input are missing in the output.
    public var lost: Int
    /// The page of the output on or near which the first of them is missing, counted from 1.
    public var page: Int?

    /// - Parameter output: the words of each page.
    ///
    /// A word that was split or run together by the layout is not lost: what is missing as a word is looked for in the
    /// texts without their spaces, where it must occur as often as in the input.
    public init(input: Words, output: [Words]) {
        var pages: [String: [Int]] = [:]
        for (index, page) in output.enumerated() {
            for word in page.list { pages[word, default: []].append(index + 1) }
        }
        var left = pages.mapValues(\.count)
        var missing: [Int] = []
        for (index, word) in input.list.enumerated() {
            if let count = left[word], count > 0 { left[word] = count - 1 } else { missing.append(index) }
        }
        lost = 0
        guard !missing.isEmpty else { return }
        let wanted = Set(missing.map { input.list[$0] })
        let isLost = Self.lost(wanted, input.list, output.flatMap(\.list))
        // A word that is broken at its own hyphen or point is whole where these are.
        let isLostAsSpelled = Self.lost(isLost, input.spelled, output.flatMap(\.spelled))
        for index in missing {
            let word = input.list[index]
            guard isLostAsSpelled.contains(word) else { continue }
            lost += 1
            if lost == 1 {
                let before = input.list[max(0, index - 8)..<index].compactMap { pages[$0] }
                page = before.min { $0.count < $1.count }?.last ?? (output.isEmpty ? nil : 1)
            }
        }
    }

    /// Those that the texts without their spaces do not have as often in the output as in the input.
    private static func lost(_ words: Set<String>, _ input: [String], _ output: [String]) -> Set<String> {
        guard !words.isEmpty else { return [] }
        let given = counts(of: words, in: input.joined()), shown = counts(of: words, in: output.joined())
        return words.filter { shown[$0, default: 0] < given[$0, default: 0] }
    }

    /// How often each of these words is in a text, however many they are: of each length at once, by a sum over as many
    /// bytes that is carried along the text.
    private static func counts(of words: Set<String>, in text: String) -> [String: Int] {
        let hay = Array(text.utf8)
        var counts: [String: Int] = [:]
        for (length, group) in Dictionary(grouping: words, by: \.utf8.count) where length <= hay.count {
            var needles: [UInt64: [(word: String, bytes: [UInt8])]] = [:]
            for word in group { needles[sum(word.utf8), default: []].append((word, Array(word.utf8))) }
            let highest = (1..<max(length, 1)).reduce(UInt64(1)) { power, _ in power &* base }
            var ends: [String: Int] = [:]
            var rolling = sum(hay[..<length])
            for start in 0...hay.count - length {
                if start > 0 {
                    rolling = (rolling &- UInt64(hay[start - 1]) &* highest) &* base &+ UInt64(hay[start + length - 1])
                }
                for needle in needles[rolling] ?? []
                where start >= ends[needle.word, default: 0]
                    && hay[start..<start + length].elementsEqual(needle.bytes)
                {
                    counts[needle.word, default: 0] += 1
                    ends[needle.word] = start + length
                }
            }
        }
        return counts
    }

    private static let base: UInt64 = 1_099_511_628_211

    private static func sum(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 &* base &+ UInt64($1) }
    }
}
