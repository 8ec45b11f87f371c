import Foundation

/// The HTML that a recipient's system is known to display: elements and their attributes.
///
/// HTML outside the table would not reach the reader, so a text that contains it is refused.
public struct HTMLTable: Sendable {
    public var elements: Set<String>
    /// Attributes that change what is read. Attributes that only change the appearance are removed.
    public var attributes: Set<String>
    /// Whether the system displays a table inside another table.
    public var showsNestedTables: Bool

    public init(elements: Set<String>, attributes: Set<String> = [], showsNestedTables: Bool = true) {
        self.elements = elements
        self.attributes = attributes
        self.showsNestedTables = showsNestedTables
    }

    private static let text: Set<String> = [
        "p", "br", "b", "strong", "i", "em", "u", "sub", "sup", "span", "div", "ul", "ol", "li", "h1", "h2", "h3", "h4",
        "h5", "h6", "hr", "dl", "dt", "dd", "blockquote", "pre", "small",
    ]

    /// Text, lists and tables; no images, links, forms or scripts.
    public static let simple = HTMLTable(
        elements: text.union(["table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption", "colgroup", "col"]),
        attributes: ["colspan", "rowspan"])

    /// Tables without nested tables: a system that flattens HTML would put the words of a nested table beside the wrong
    /// ones.
    public static let simpleTables = HTMLTable(elements: simple.elements, showsNestedTables: false)

    /// SystmOne has been seen to flatten tables and to drop lines of them.
    public static let withoutTables = HTMLTable(elements: text)
}

/// Reads HTML fragments, and throws rather than lose any part of the text.
public enum HTML {
    private static let comment = Pattern(/<!--.*?-->/.dotMatchesNewlines())
    private static let named = Pattern(/&([A-Za-z][A-Za-z0-9]*);/)
    private static let character = Pattern(/&([A-Za-z0-9]+);/)
    private static let ampersand = Pattern(/&(?![A-Za-z0-9#]+;)/)
    private static let lessThan = Pattern(/<(?![A-Za-z\/!?])/)
    private static let startTag = Pattern(/<([A-Za-z]+)((?:\s[^<>]*?)?)\s*\/?>/)
    private static let void: Set<String> = ["br", "hr", "col", "img", "input", "meta", "link", "wbr"]
    /// Reads the elements and texts of a fragment as XHTML.
    ///
    /// - Throws: `HTMLError` for HTML that the table does not contain, and for unclosed markup.
    public static func read(_ text: String, showing table: HTMLTable) throws(HTMLError) -> [Element] {
        for match in text.matches(of: named.regex) where HTMLCharacters.named[String(match.1)] == nil {
            throw HTMLError.notShown(element: "&\(match.1);")
        }
        let text = prepared(text)
        guard let division = division(text) ?? division(OpenElements.closed(text)) else { throw HTMLError.broken }
        if division.content != nil { return [.text(division.allText)] }
        var kept: [Element] = []
        for child in parts(division) { kept.append(try reduce(child, table)) }
        return kept
    }

    /// Nil if an element is not closed.
    private static func division(_ text: String) -> Element? {
        try? XMLReader.read(Data("<div>\(text)</div>".utf8), keepsWhiteSpace: true)
    }

    /// The words of the elements as a reader sees them.
    public static func words(_ elements: [Element]) -> [Substring] {
        text(elements).split(whereSeparator: \.isWhitespace)
    }

    /// The text of the elements as a reader sees it. Block elements and table cells separate words.
    public static func text(_ elements: [Element]) -> String {
        elements.map { element -> String in
            if element.name.isEmpty { return element.allText }
            let inner = element.children.isEmpty ? element.allText : text(element.children)
            return inline.contains(element.name) ? inner : " \(inner) "
        }.joined()
    }

    /// The text of the elements, line by line. Block elements and table cells begin new lines.
    public static func lines(_ elements: [Element]) -> [String] {
        parted(elements).split(separator: "\n").map(String.init).filter { !$0.allSatisfy(\.isWhitespace) }
    }

    private static func parted(_ elements: [Element]) -> String {
        elements.map { element -> String in
            let inner =
                element.children.isEmpty
                ? element.allText.replacing("\n", with: " ") : parted(element.children)
            return element.name.isEmpty || inline.contains(element.name) ? inner : "\n\(inner)\n"
        }.joined()
    }

    private static let inline: Set<String> = ["a", "b", "strong", "i", "em", "u", "sub", "sup", "span", "small"]

    /// Returns the children of an element. White space is kept only between two inline children.
    private static func parts(_ element: Element) -> [Element] {
        let all = element.children
        let isInLine = { (index: Int) in
            guard all.indices.contains(index) else { return false }
            let name = all[index].name.lowercased()
            return name.isEmpty || inline.contains(alike[name] ?? name)
        }
        return all.indices.filter { index in
            guard all[index].name.isEmpty, all[index].allText.allSatisfy(\.isWhitespace) else { return true }
            return isInLine(index - 1) && isInLine(index + 1)
        }.map { all[$0] }
    }

    /// Elements that only describe their text or its appearance, and the element that displays the same.
    private static let alike = [
        "font": "span", "abbr": "span", "acronym": "span", "big": "span", "cite": "span", "o:p": "span",
        "section": "div", "article": "div", "main": "div", "header": "div", "footer": "div", "center": "div",
        "address": "div",
    ]

    private static func reduce(_ element: Element, _ table: HTMLTable) throws(HTMLError) -> Element {
        guard !element.name.isEmpty else { return element }
        let written = element.name.lowercased()
        let name = saysWhereItLeads(element) ? "span" : alike[written] ?? written
        guard table.elements.contains(name) else { throw HTMLError.notShown(element: name) }
        // `XMLReader` stores the attribute `value` apart from the others, as in FHIR. In a list item it is the item's
        // number.
        if element.value != nil { throw HTMLError.notShown(element: "\(name) value") }
        for attribute in element.attributes {
            let key = attribute.name.lowercased()
            if !table.attributes.contains(key), changesReading(key, attribute.text) {
                throw HTMLError.notShown(element: "\(name) \(key)")
            }
        }
        var kept = Element(name)
        kept.attributes = element.attributes.filter { attribute in
            let key = attribute.name.lowercased()
            return table.attributes.contains(key) && changesReading(key, attribute.text)
        }
        kept.content = element.content
        for child in parts(element) { kept.children.append(try reduce(child, table)) }
        if name == "table", !table.showsNestedTables,
            kept.everything.dropFirst().contains(where: { $0.name == "table" })
        {
            throw HTMLError.notShown(element: "table table")
        }
        return kept
    }

    /// True for a link whose text says everything: without a target, to a place in the same text, or to the address
    /// that the text shows.
    private static func saysWhereItLeads(_ element: Element) -> Bool {
        guard element.name.lowercased() == "a" else { return false }
        let target = element.attributes.first { $0.name.lowercased() == "href" }?.text ?? ""
        let plain = { (text: String) in
            text.lowercased().replacing(/^(https?:\/\/|mailto:|tel:)/, with: "").filter { $0.isLetter || $0.isNumber }
        }
        return target.hasPrefix("#") || target.isEmpty || plain(element.allText).contains(plain(target))
    }

    /// True for an attribute without which a reader would misread the text: struck-out or hidden text as valid text,
    /// the fourth item as the first, several lines as one.
    private static func changesReading(_ attribute: String, _ value: String) -> Bool {
        switch attribute {
        case "hidden", "start", "reversed": return true
        case "colspan", "rowspan": return value != "1"
        case "type": return !["1", "disc", "circle", "square"].contains(value.lowercased())
        case "dir": return value.lowercased() != "ltr"
        // A background image from elsewhere only changes the appearance.
        case "style": return !HTMLStyle(value).effects.subtracting([.fetches]).isEmpty
        default: return false
        }
    }

    /// Closes void elements and replaces named character references by their characters.
    private static func prepared(_ text: String) -> String {
        var result = text.replacing(comment.regex, with: "")
        result = result.replacing(character.regex) { match in
            let name = String(match.output.1)
            if ["amp", "lt", "gt", "quot", "apos"].contains(name) { return String(match.output.0) }
            return HTMLCharacters.named[name] ?? "&amp;\(name);"
        }
        result = result.replacing(ampersand.regex, with: "&amp;")
        result = result.replacing(lessThan.regex, with: "&lt;")
        return result.replacing(startTag.regex) { match in
            let whole = match.output.0
            guard void.contains(match.output.1.lowercased()), !whole.hasSuffix("/>") else { return String(whole) }
            return "<\(match.output.1)\(match.output.2)/>"
        }
    }
}

/// The reason why the HTML of a section cannot be sent as it is. Contains no text of the section.
public enum HTMLError: Error, Equatable, Sendable {
    /// The HTML cannot be parsed: an element is not closed.
    case broken
    /// The recipient's system would not display this element.
    case notShown(element: String)
}
