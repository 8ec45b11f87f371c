import Renditions

/// The numbers of an HTML document's lists (HTML, 4.4.5 to 4.4.8), as a browser counts them.
struct HTMLLists {
    private struct List {
        var name: String
        var kind: String
        var next: Int
    }

    private var open: [List] = []
    /// What is to stand before the next text.
    private var waiting = ""
    /// What of the list or item that began last LibreOffice would draw otherwise than a browser.
    private(set) var unknown: String?
    /// By which attribute the list that began last says what its style says, which LibreOffice does not heed.
    private(set) var kind: String?

    /// - Parameter marks: by what its style marks the items.
    mutating func begin(_ name: String, _ attributes: [String: String], _ marks: Set<String>) {
        (unknown, kind) = (nil, nil)
        switch name {
        case "ol":
            if let mark = marks.first, marks.count == 1, attributes["type"] == nil { kind = Self.kinds[mark] }
            let isOther = !marks.isEmpty && kind == nil
            unknown = attributes["reversed"] != nil ? "ol-reversed" : isOther ? "list-style-type" : nil
            let start = Int(attributes["start"] ?? "") ?? 1
            open.append(
                List(name: name, kind: unknown == nil ? kind ?? attributes["type"] ?? "1" : "", next: start))
        case "li":
            let kind = open.last?.kind ?? ""
            let isKnown = kind.isEmpty ? marks.isSubset(of: Self.bullets) : marks.allSatisfy { Self.kinds[$0] == kind }
            if !isKnown { unknown = "list-style-type" }
            if !kind.isEmpty, let own = attributes["type"], own != kind { unknown = "li-type" }
            beginItem(attributes)
        default:
            if !marks.isSubset(of: Self.bullets) { unknown = "list-style-type" }
            open.append(List(name: name, kind: "", next: 1))
        }
    }

    private mutating func beginItem(_ attributes: [String: String]) {
        waiting = String(Character(TextMark.label))
        guard let last = open.indices.last, let format = Self.formats[open[last].kind] else { return }
        let number = Int(attributes["value"] ?? "") ?? open[last].next
        open[last].next = number < Int.max ? number + 1 : number
        let mark = String(Character(TextMark.numbered))
        waiting = mark + WordNumbering.written(number, format) + "." + mark
    }

    private static let formats = [
        "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    ]
    /// What styles call these (CSS 2.1, 12.5.1).
    private static let kinds = [
        "decimal": "1", "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A",
        "lower-roman": "i", "upper-roman": "I",
    ]
    private static let bullets: Set = ["disc", "circle", "square", "none"]

    mutating func end(_ name: String) {
        guard let last = open.lastIndex(where: { $0.name == name }) else { return }
        open.removeSubrange(last...)
    }

    /// What stands before text that is seen now.
    mutating func label() -> String {
        defer { waiting = "" }
        return waiting
    }
}
