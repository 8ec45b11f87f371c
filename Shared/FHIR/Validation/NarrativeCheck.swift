import XML

/// Checks that a narrative is limited XHTML without active content (FHIR STU3 and R4, "Narrative", txt-1 and txt-2).
enum NarrativeCheck {
    private static let elements: Set<String> = [
        "a", "abbr", "acronym", "b", "big", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd",
        "dfn", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "li", "ol", "p", "pre",
        "q", "samp", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
        "tt",
        "u", "ul", "var",
    ]

    static func violations(of div: Element) -> [Violation] {
        let path = div.name
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

    /// The attributes of limited XHTML (fhir-xhtml.xsd).
    private static let attributes: Set<String> = [
        "abbr", "accesskey", "align", "alt", "axis", "border", "cellpadding", "cellspacing", "char", "charoff",
        "charset",
        "cite", "class", "colspan", "coords", "dir", "frame", "headers", "height", "href", "hreflang", "id", "ismap",
        "lang", "longdesc", "name", "rel", "rev", "rowspan", "rules", "scope", "shape", "span", "src", "style",
        "summary",
        "tabindex", "title", "type", "usemap", "valign", "width", "xml:lang", "xml:space", "xmlns",
    ]

    private static func fault(in attribute: Element.Attribute, _ path: String) -> Violation? {
        let name = attribute.name.lowercased()
        let problem: String? =
            switch name {
            case _ where name.hasPrefix("on"): "must not be there: it would do something"
            case "src", "href":
                // A narrative must not refer to content outside the message (ITK3 requirement FHIR-PAY-02).
                attribute.text.hasPrefix("#") || attribute.text.hasPrefix("data:")
                    ? nil : "leads out of the document"
            case "style": HTMLStyle(attribute.text).effects.contains(.hides) ? "hides what it says" : nil
            default: attributes.contains(name) ? nil : "is not allowed in a narrative"
            }
        return problem.map { Violation(path: "\(path)@\(attribute.name)", problem: $0) }
    }

    private static func faults(in element: Element, _ path: String) -> [Violation] {
        var found = element.attributes.compactMap { fault(in: $0, path) }
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
