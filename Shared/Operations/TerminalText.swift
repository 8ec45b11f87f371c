/// Text that is safe to print on a terminal.
public enum TerminalText {
    /// Escapes control characters, direction marks and line separators as `\u{…}`. In text from outside, they could
    /// colour, hide or move what the terminal shows (ECMA-48; Unicode Technical Report 36).
    ///
    /// - Parameter keepingLines: true to keep line breaks.
    public static func escaped(_ text: String, keepingLines: Bool = false) -> String {
        guard text.unicodeScalars.contains(where: { isUnsafe($0, keepingLines) }) else { return text }
        var escaped = ""
        for scalar in text.unicodeScalars {
            if isUnsafe(scalar, keepingLines) {
                escaped += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func isUnsafe(_ scalar: Unicode.Scalar, _ keepingLines: Bool) -> Bool {
        switch scalar.properties.generalCategory {
        case .control: !(keepingLines && scalar == "\n")
        case .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate: true
        default: false
        }
    }
}
