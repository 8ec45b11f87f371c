/// Closes what HTML lets its writers leave open (HTML, 13.1.2.4, "Optional tags"), so that the text can be read as XML.
///
/// What HTML does not let open stays open, for nobody could say what was meant.
struct OpenElements {
    private static let tag = Pattern(/<(\/?)([A-Za-z][A-Za-z0-9:]*)(?:\s[^<>]*?)?(\/?)>/)
    /// Elements that end where their holder ends.
    private static let optional: Set = ["p", "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "tfoot", "colgroup"]
    /// What ends an open paragraph by its beginning.
    private static let blocks: Set = [
        "address", "article", "aside", "blockquote", "center", "div", "dl", "footer", "h1", "h2", "h3", "h4", "h5",
        "h6",
        "header", "hr", "main", "nav", "ol", "p", "pre", "section", "table", "ul",
    ]
    /// Which open elements a beginning one ends, as far as the element within which it does.
    private static let ends: [String: (elements: Set<String>, within: Set<String>)] = [
        "li": (["li", "p"], ["ul", "ol"]), "dt": (["dt", "dd", "p"], ["dl"]), "dd": (["dt", "dd", "p"], ["dl"]),
        "td": (["td", "th", "p"], ["tr", "table"]), "th": (["td", "th", "p"], ["tr", "table"]),
        "tr": (["td", "th", "tr", "p", "colgroup"], ["table"]),
        "tbody": (["td", "th", "tr", "tbody", "thead", "colgroup", "p"], ["table"]),
        "tfoot": (["td", "th", "tr", "tbody", "thead", "p"], ["table"]),
        "thead": (["colgroup"], ["table"]),
    ]

    /// The names as they were written, the innermost last.
    private var open: [Substring] = []
    private var result = ""

    /// The same text, with every element closed that may be left open. Elements that hold nothing must be closed already.
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

    /// By the name with which it began, for XML tells capitals from small letters.
    private mutating func end(_ name: Substring) {
        let key = name.lowercased()
        if open.contains(where: { $0.lowercased() == key }) { close { $0 != key } }
        let isLast = open.last?.lowercased() == key
        result += "</\(isLast ? open.removeLast() : name)>"
    }

    /// Ends the innermost elements that may end by themselves, as long as they are wanted.
    private mutating func close(_ isWanted: (String) -> Bool) {
        while let last = open.last, Self.optional.contains(last.lowercased()), isWanted(last.lowercased()) {
            result += "</\(last)>"
            open.removeLast()
        }
    }
}

extension [Substring] {
    /// The last ones that are all so.
    fileprivate func suffix(while isSo: (Substring) -> Bool) -> ArraySlice<Substring> {
        self[(lastIndex { !isSo($0) } ?? -1) + 1..<count]
    }
}
