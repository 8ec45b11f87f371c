import Foundation
import XML

/// An element of an HTML document that is open: what stands now stands in it.
struct HTMLElement {
    var name: String
    var attributes: [String: String] = [:]
    /// In lower case, as all that rules of style are compared with.
    var classes: Set<String> = []
    /// What the element and those around it do to text.
    var isHiding = false
    var isStriking = false
    /// Nil where it says nothing of it.
    var keepsLines: Bool?
    /// Lines count in any case.
    var isPreformatted = false

    init(_ name: String, _ attributes: [String: String] = [:]) {
        (self.name, self.attributes, isPreformatted) = (name, attributes, ["pre", "textarea"].contains(name))
        classes = Set((attributes["class"] ?? "").lowercased().split(whereSeparator: \.isWhitespace).map(String.init))
    }

    /// Elements that end where they begin.
    static let void: Set = [
        "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link",
        "meta",
        "param", "source", "track", "wbr",
    ]

    /// What an element ends that begins: those of its kind, up to what holds them (HTML, 13.1.2.4).
    private static let ended: [String: (kinds: Set<String>, holders: Set<String>)] = {
        let cells: Set = ["td", "th"]
        let groups: Set = ["thead", "tbody", "tfoot"]
        var ended: [String: (kinds: Set<String>, holders: Set<String>)] = [
            "li": (["li"], ["ul", "ol", "menu", "dir", "table"]), "dt": (["dt", "dd"], ["dl", "table"]),
            "dd": (["dt", "dd"], ["dl", "table"]), "td": (cells, ["tr", "table"]), "th": (cells, ["tr", "table"]),
            "tr": (cells.union(["tr"]), ["table"]), "option": (["option"], ["select"]),
        ]
        for group in groups { ended[group] = (groups.union(cells).union(["tr"]), ["table"]) }
        for block in [
            "address", "article", "blockquote", "center", "div", "dl", "fieldset", "footer", "form", "h1", "h2", "h3",
            "h4",
            "h5", "h6", "header", "hr", "main", "ol", "p", "pre", "section", "table", "ul",
        ] {
            ended[block] = (["p"], cells.union(["table", "li", "div", "body", "blockquote", "dd", "button"]))
        }
        return ended
    }()

    /// Opens an element within those that are open.
    static func open(_ element: HTMLElement, in open: inout [HTMLElement]) {
        if let ending = ended[element.name] {
            let holder = open.lastIndex { ending.holders.contains($0.name) } ?? -1
            if let first = open[(holder + 1)...].firstIndex(where: { ending.kinds.contains($0.name) }) {
                open.removeSubrange(first...)
            }
        }
        var element = element
        if let outer = open.last {
            element.isHiding = element.isHiding || outer.isHiding
            element.isStriking = element.isStriking || outer.isStriking
            element.isPreformatted = element.isPreformatted || outer.isPreformatted
            element.keepsLines = element.keepsLines ?? outer.keepsLines
        }
        open.append(element)
    }

    /// Closes the last element of this name, and those in it; an end in a cell ends nothing outside of it.
    static func close(_ name: String, in open: inout [HTMLElement]) {
        let isOfTable = ["table", "tr", "td", "th", "thead", "tbody", "tfoot", "body", "html"].contains(name)
        for index in open.indices.reversed() {
            if open[index].name == name { return open.removeSubrange(index...) }
            if !isOfTable && ["td", "th", "table"].contains(open[index].name) { return }
        }
    }
}
