import Foundation

/// What a system is known to show of HTML: these elements, with these attributes.
///
/// What is not in the table would be lost on the way to the reader, so a text that holds it is refused.
public struct HTMLTable: Sendable {
    public var elements: Set<String>
    /// Attributes that change what is read; all others only change how it looks, and are left out.
    public var attributes: Set<String>
    /// Whether it shows a table that stands within another.
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

    /// Tables whose cells are single ones: where HTML is flattened, others would come to stand beside the wrong words.
    public static let simpleTables = HTMLTable(elements: simple.elements, showsNestedTables: false)

    /// SystmOne has been seen to flatten tables and to drop lines of them.
    public static let withoutTables = HTMLTable(elements: text)
}

/// A piece of HTML, read so that nothing of it can be lost unseen.
public enum HTML {
    private static let comment = Pattern(/<!--.*?-->/.dotMatchesNewlines())
    private static let named = Pattern(/&([A-Za-z][A-Za-z0-9]*);/)
    private static let character = Pattern(/&([A-Za-z0-9]+);/)
    private static let ampersand = Pattern(/&(?![A-Za-z0-9#]+;)/)
    private static let lessThan = Pattern(/<(?![A-Za-z\/!?])/)
    private static let startTag = Pattern(/<([A-Za-z]+)((?:\s[^<>]*?)?)\s*\/?>/)
    private static let void: Set<String> = ["br", "hr", "col", "img", "input", "meta", "link", "wbr"]
    /// The elements and texts of a fragment, as XHTML.
    ///
    /// - Throws: `HTMLError` for what the table does not have, and for markup that is not closed.
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

    /// Nil where something is not closed.
    private static func division(_ text: String) -> Element? {
        try? XMLReader.read(Data("<div>\(text)</div>".utf8), keepsWhiteSpace: true)
    }

    /// The words of elements as they are read, one space between them.
    public static func words(_ elements: [Element]) -> [Substring] {
        text(elements).split(whereSeparator: \.isWhitespace)
    }

    /// The text of elements as it is read: elements that begin a line or a cell part words.
    public static func text(_ elements: [Element]) -> String {
        elements.map { element -> String in
            if element.name.isEmpty { return element.allText }
            let inner = element.children.isEmpty ? element.allText : text(element.children)
            return inline.contains(element.name) ? inner : " \(inner) "
        }.joined()
    }

    /// The texts of elements line by line, as elements that begin a line or a cell part them.
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

    /// An element's children; of white space what parts two pieces of one line.
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

    /// Elements that only say what kind of text it is, or how it looks, and what shows the same.
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
        // The reader keeps an attribute of this name apart, as FHIR has it; a list's item has its number there.
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

    /// A link that is as good as its text: to nowhere, or to what it says.
    private static func saysWhereItLeads(_ element: Element) -> Bool {
        guard element.name.lowercased() == "a" else { return false }
        let target = element.attributes.first { $0.name.lowercased() == "href" }?.text ?? ""
        let plain = { (text: String) in
            text.lowercased().replacing(/^(https?:\/\/|mailto:|tel:)/, with: "").filter { $0.isLetter || $0.isNumber }
        }
        return target.hasPrefix("#") || target.isEmpty || plain(element.allText).contains(plain(target))
    }

    /// Without it a reader would take the text for something else: struck or hidden text for valid text, the fourth item
    /// for the first, lines for one line.
    private static func changesReading(_ attribute: String, _ value: String) -> Bool {
        switch attribute {
        case "hidden", "start", "reversed": return true
        case "colspan", "rowspan": return value != "1"
        case "type": return !["1", "disc", "circle", "square"].contains(value.lowercased())
        case "dir": return value.lowercased() != "ltr"
        // A background from elsewhere is only for the looks.
        case "style": return !HTMLStyle(value).effects.subtracting([.fetches]).isEmpty
        default: return false
        }
    }

    /// Closes what HTML leaves open by nature, and writes its named characters as themselves.
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

/// Why a section's HTML cannot go as it is. Free of what it says.
public enum HTMLError: Error, Equatable, Sendable {
    /// It cannot be read: something is not closed.
    case broken
    /// The recipient's system would not show it.
    case notShown(element: String)
}
