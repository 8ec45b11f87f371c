/// Adds the end tags that HTML allows to be omitted (HTML, 13.1.2.4, "Optional tags"), so that the text can be read as
/// XML.
///
/// Other unclosed elements stay unclosed, because the author's intention is unknown.
struct OpenElements {
    private static let tag = Pattern(/<(\/?)([A-Za-z][A-Za-z0-9:]*)(?:\s[^<>]*?)?(\/?)>/)
    /// Elements whose end tag may be omitted.
    private static let optional: Set = ["p", "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "tfoot", "colgroup"]
    /// Elements whose start tag ends an open paragraph.
    private static let blocks: Set = [
        "address", "article", "aside", "blockquote", "center", "div", "dl", "footer", "h1", "h2", "h3", "h4", "h5",
        "h6",
        "header", "hr", "main", "nav", "ol", "p", "pre", "section", "table", "ul",
    ]
    /// Open elements that the start tag of the key closes, searched outwards up to an element in `within`.
    private static let ends: [String: (elements: Set<String>, within: Set<String>)] = [
        "li": (["li", "p"], ["ul", "ol"]), "dt": (["dt", "dd", "p"], ["dl"]), "dd": (["dt", "dd", "p"], ["dl"]),
        "td": (["td", "th", "p"], ["tr", "table"]), "th": (["td", "th", "p"], ["tr", "table"]),
        "tr": (["td", "th", "tr", "p", "colgroup"], ["table"]),
        "tbody": (["td", "th", "tr", "tbody", "thead", "colgroup", "p"], ["table"]),
        "tfoot": (["td", "th", "tr", "tbody", "thead", "p"], ["table"]),
        "thead": (["colgroup"], ["table"]),
    ]

    /// The names of the open elements as they were written, the innermost last.
    private var open: [Substring] = []
    private var result = ""

    /// Returns the text with all optional end tags added. Void elements must be closed already.
    static func closed(_ text: String) -> String {
        var elements = OpenElements()
        var rest = text.startIndex
        for match in text.matches(of: tag.regex) {
            elements.result += text[rest..<match.range.lowerBound]
            rest = match.range.upperBound
            let name = match.output.2
            guard match.output.1.isEmpty else {
                elements.end(name)
                continue
            }
            elements.willBegin(name)
            elements.result += match.output.0
            if match.output.3.isEmpty { elements.open.append(name) }
        }
        elements.result += text[rest...]
        elements.close { _ in true }
        return elements.result
    }

    private mutating func willBegin(_ name: Substring) {
        let key = name.lowercased()
        if let (elements, within) = Self.ends[key] {
            let inside = open.suffix(while: { !within.contains($0.lowercased()) })
            guard inside.contains(where: { elements.contains($0.lowercased()) }) else { return }
            close { elements.contains($0) }
        } else if Self.blocks.contains(key) {
            close { $0 == "p" }
        }
    }

    /// Writes the end tag in the case of the start tag, because XML names are case-sensitive.
    private mutating func end(_ name: Substring) {
        let key = name.lowercased()
        if open.contains(where: { $0.lowercased() == key }) { close { $0 != key } }
        let isLast = open.last?.lowercased() == key
        result += "</\(isLast ? open.removeLast() : name)>"
    }

    /// Closes the innermost elements with optional end tags, as long as `isWanted` holds.
    private mutating func close(_ isWanted: (String) -> Bool) {
        while let last = open.last, Self.optional.contains(last.lowercased()), isWanted(last.lowercased()) {
            result += "</\(last)>"
            open.removeLast()
        }
    }
}

extension [Substring] {
    /// The longest suffix whose elements all satisfy the predicate.
    fileprivate func suffix(while isSo: (Substring) -> Bool) -> ArraySlice<Substring> {
        self[(lastIndex { !isSo($0) } ?? -1) + 1..<count]
    }
}
