/// The characters that a text of a letter may contain. Characters that reorder or hide text can make one name look like
/// another, and XML cannot contain control characters (XML 1.0, 2.2).
public enum PlainCharacters: Sendable {
    /// A name, title, code or identifier.
    case line
    /// HTML: also allows line breaks, tabs and the direction marks that right-to-left words need, but no overrides.
    case markup

    /// The first character that is not allowed; nil if there is none.
    public func firstForbidden(in text: String) -> Unicode.Scalar? {
        text.unicodeScalars.first { isForbidden($0) }
    }

    private func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.properties.isNoncharacterCodePoint { return true }
        switch (self, scalar.value) {
        case (.markup, 0x09), (.markup, 0x0A), (.markup, 0x0D): return false
        case (_, 0x202D...0x202E): return true
        // Marks, embeddings and isolates (Unicode Standard Annex 9), line and paragraph separators.
        case (.line, 0x061C), (.line, 0x200E...0x200F), (.line, 0x2028...0x202C), (.line, 0x2066...0x2069): return true
        default: return scalar.properties.generalCategory == .control
        }
    }
}
