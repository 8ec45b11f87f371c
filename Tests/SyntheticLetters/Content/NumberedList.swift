/// A list with numbers or bullets, which may be nested.
public struct NumberedList: Sendable, Equatable {
    public enum Kind: Sendable, CaseIterable {
        /// Labels 1. a) i.
        case plain
        /// Labels 1. 1.1. 1.1.1.
        case outline
        /// Labels (1) (a) (i)
        case brackets
        case bullets
    }

    public struct Item: Sendable, Equatable {
        /// Nesting level, 0 to 2.
        public var level: Int
        public var spans: [Span]
        /// If false, the item is a paragraph without a label between the others.
        public var isNumbered = true

        public init(_ level: Int, _ spans: [Span]) { (self.level, self.spans) = (level, spans) }
    }

    /// The numeral style of a level.
    enum Numeral: Sendable { case decimal, letter, roman }

    public var kind: Kind
    /// Number of the first item.
    public var start: Int
    public var items: [Item]

    public init(_ kind: Kind, start: Int = 1, _ items: [Item]) {
        (self.kind, self.start, self.items) = (kind, start, items)
    }

    static let levels = 3
    /// Bullets of the three levels as word processors choose them: from Symbol, Courier New and Wingdings.
    static let bullets: [(character: Unicode.Scalar, typeface: String)] = [
        ("\u{F0B7}", "Symbol"), ("o", "Courier New"), ("\u{F0A7}", "Wingdings"),
    ]

    func numeral(_ level: Int) -> Numeral {
        kind == .outline ? .decimal : [.decimal, .letter, .roman][level]
    }

    /// Returns the characters before and after the number of a level.
    func around(_ level: Int) -> (before: String, after: String) {
        switch kind {
        case .plain: ("", level == 1 ? ")" : ".")
        case .outline: ("", ".")
        case .brackets: ("(", ")")
        case .bullets: ("", "")
        }
    }

    /// Returns how many levels the label of an item on this level shows.
    func shownLevels(_ level: Int) -> Int { kind == .outline ? level + 1 : 1 }

    /// The label of each item; nil for a bullet, empty for an item without a label.
    var labels: [String?] {
        var counts = [start - 1, 0, 0]
        return items.map { item in
            guard item.isNumbered else { return "" }
            counts[item.level] += 1
            for lower in (item.level + 1)..<max(item.level + 1, Self.levels) { counts[lower] = 0 }
            guard kind != .bullets else { return nil }
            let shown = (item.level + 1 - shownLevels(item.level))...item.level
            let numbers = shown.map { Self.written(counts[$0], numeral($0)) }
            let around = around(item.level)
            return around.before + numbers.joined(separator: ".") + around.after
        }
    }

    static func written(_ number: Int, _ numeral: Numeral) -> String {
        switch numeral {
        case .decimal: return "\(number)"
        case .letter: return String(Character(Unicode.Scalar(UInt8(96 + number))))
        case .roman:
            let tens = String(repeating: "x", count: number / 10)
            return tens + ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"][number % 10]
        }
    }
}
