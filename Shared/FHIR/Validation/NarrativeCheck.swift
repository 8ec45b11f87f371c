import XML

/// What a narrative may be: text in limited XHTML that does nothing by itself (FHIR STU3 and R4, "Narrative", txt-1 and
/// txt-2).
enum NarrativeCheck {
    private static let elements: Set<String> = [
        "a", "abbr", "acronym", "b", "big", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd",
        "dfn", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "li", "ol", "p", "pre",
        "q", "samp", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
        "tt",
        "u", "ul", "var",
    ]

    static func violations(of div: Element, path: String) -> [Violation] {
        var found: [Violation] = []
        if div.attribute("xmlns") != FHIR.xhtml {
            found.append(Violation(path: path, problem: "must be in the namespace \(FHIR.xhtml)"))
        }
        let isEmpty = HTML.words([div]).isEmpty && !holdsImage(div)
        if isEmpty { found.append(Violation(path: path, problem: "says nothing")) }
        return found + faults(in: div, path)
    }

    private static func holdsImage(_ element: Element) -> Bool {
        element.name == "img" || element.children.contains(where: holdsImage)
    }

    private static func faults(in element: Element, _ path: String) -> [Violation] {
        var found: [Violation] = []
        for attribute in element.attributes where attribute.name.lowercased().hasPrefix("on") {
            found.append(
                Violation(path: "\(path)@\(attribute.name)", problem: "must not be there: it would do something"))
        }
        for child in element.children where !child.name.isEmpty {
            let below = "\(path).\(child.name)"
            guard elements.contains(child.name) else {
                found.append(Violation(path: below, problem: "is not allowed in a narrative"))
                continue
            }
            found += faults(in: child, below)
        }
        return found
    }
}
