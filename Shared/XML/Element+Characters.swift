extension Element {
    /// The path to the first text below this element that contains a character that XML forbids (XML 1.0, 2.2), usually
    /// a control character. Nil if there is none.
    public var unwritablePath: String? {
        if Self.isUnwritable(value?.plainText) || Self.isUnwritable(content?.plainText)
            || attributes.contains(where: { Self.isUnwritable($0.text) })
        {
            return name
        }
        for child in children {
            if let below = child.unwritablePath { return below.isEmpty ? name : "\(name).\(below)" }
        }
        return nil
    }

    private static func isUnwritable(_ text: String?) -> Bool {
        guard let text, !text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else { return false }
        return text.unicodeScalars.contains { scalar in
            switch scalar {
            case "\t", "\n", "\r", "\u{20}"..."\u{D7FF}", "\u{E000}"..."\u{FFFD}", "\u{10000}"..."\u{10FFFF}": false
            default: true
            }
        }
    }
}

extension Element.Value {
    fileprivate var plainText: String? {
        switch self {
        case .text(let text), .markup(let text): text
        case .base64: nil
        }
    }
}
