/// A paragraph, or a drawn piece of a page, as its letters without spaces.
public struct TextBlock: Equatable, Sendable {
    public internal(set) var letters: [Unicode.Scalar] = []
    /// The list number with which the paragraph begins on a page.
    public internal(set) var label: [Unicode.Scalar] = []
    /// The number of words.
    public internal(set) var words = 0
    /// True if the layout and not the document decides where the block is placed.
    public internal(set) var isFree = false
    /// True if a list number or bullet may precede the paragraph.
    private(set) var mayHaveLabel = false
    /// True if a list number of unknown value precedes the paragraph.
    var hasNumber: Bool { isNumbered && label.isEmpty }
    private var isNumbered = false
    /// True if letters may be drawn in another order than the reading order.
    private(set) var isTurned = false

    mutating func note(mark: Unicode.Scalar) {
        switch mark {
        case TextMark.free: isFree = true
        case TextMark.label: mayHaveLabel = true
        case TextMark.numbered: (mayHaveLabel, isNumbered) = (true, true)
        default: break
        }
    }

    /// Whether a character is compared: letters, digits, ASCII punctuation, arithmetic and currency symbols.
    static func counts(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x80 {
            return scalar.value > 0x20 && scalar.value < 0x7F && scalar != "[" && scalar != "]"
        }
        if scalar == TextMark.number || Words.meaningful.contains(scalar) { return true }
        let properties = scalar.properties
        switch properties.generalCategory {
        case .mathSymbol, .currencySymbol: return true
        default: return properties.isAlphabetic || properties.numericType != nil
        }
    }

    /// Removes runs of dots or dashes with which a layout fills lines, and detects scripts with another drawing order.
    mutating func settle() {
        var (start, count) = (0, 0)
        while start < letters.count {
            let letter = letters[start]
            var end = start + 1
            while end < letters.count, letters[end] == letter { end += 1 }
            if end - start < 3 || ![".", "_", "-", "="].contains(letter) {
                // Kept letters move up to those kept before.
                for index in count..<count + end - start { letters[index] = letter }
                count += end - start
            }
            start = end
        }
        letters.removeLast(letters.count - count)
        isTurned = letters.contains { (0x590...0x1CFF).contains($0.value) || (0xA800...0xABFF).contains($0.value) }
    }

    /// The letters without surrounding punctuation.
    var core: [Unicode.Scalar] {
        let isCore = { (scalar: Unicode.Scalar) in
            Self.isWord(scalar) || Words.meaningful.contains(scalar) || scalar == TextMark.number
        }
        guard let first = letters.firstIndex(where: isCore), let last = letters.lastIndex(where: isCore) else {
            return []
        }
        return Array(letters[first...last])
    }

    /// Whether the letters can be a list label: 1. or (a) or iv. or 2.1.3 or the letter o as a bullet.
    static func isLabel(_ letters: some Collection<Unicode.Scalar>) -> Bool {
        guard !letters.isEmpty, letters.count <= 16 else { return false }
        return letters.split(whereSeparator: { !isWord($0) }).allSatisfy { part in
            part.allSatisfy { (0x30...0x39).contains($0.value) } || part.count == 1
                || (part.count == 2 && part.first == part.last)
                || part.allSatisfy { "ivxlcdm".unicodeScalars.contains($0) }
        }
    }

    static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x80 {
            let value = scalar.value
            return (0x30...0x39).contains(value) || (0x41...0x5A).contains(value) || (0x61...0x7A).contains(value)
        }
        return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }
}
