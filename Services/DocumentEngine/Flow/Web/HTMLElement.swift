import Foundation
import XML

/// An element of an HTML document that is open: what stands now stands in it.
struct HTMLElement {
    var name: String
    var attributes: [String: String] = [:]
    /// In lower case, as all that rules of style are compared with.
    var classes: Set<String> = []
    /// What the element itself does to text; lines it may keep, let flow or leave as they are.
    var hidings: Set<HTMLStyle.Hiding> = []
    var undone: Set<HTMLStyle.Hiding> = []
    var strikes = false
    var floats = false
    var clips = false
    var keeps: Bool?
    /// What it does together with those around it.
    private(set) var hidden: Set<HTMLStyle.Hiding> = []
    var isHiding: Bool { !hidden.isEmpty }
    private(set) var isStriking = false
    private(set) var isFloating = false
    private(set) var isClipping = false
    private(set) var keepsLines = false
    /// Lines count in any case.
    private(set) var isPreformatted = false

    init(_ name: String, _ attributes: [String: String] = [:]) {
        (self.name, self.attributes) = (name, attributes)
        classes = Set((attributes["class"] ?? "").lowercased().split(whereSeparator: \.isWhitespace).map(String.init))
    }

    /// Takes over what the elements around it do.
    mutating func inherit(from outer: HTMLElement?) {
        hidden = hidings.union((outer?.hidden ?? []).subtracting(undone))
        isStriking = strikes || outer?.isStriking == true
        isClipping = clips || outer?.isClipping == true
        isFloating = floats || outer?.isFloating == true
        keepsLines = keeps ?? outer?.keepsLines ?? false
        isPreformatted = ["pre", "textarea"].contains(name) || outer?.isPreformatted == true
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

    /// Elements that are opened anew after the paragraph or block in which somebody forgot to close them (13.2.4.3).
    private static let formatting: Set = [
        "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
    ]
    private static let cells: Set = ["table", "tr", "td", "th", "thead", "tbody", "tfoot"]

    /// Opens an element within those that are open.
    static func open(_ element: HTMLElement, in open: inout [HTMLElement]) {
        if let ending = ended[element.name] {
            let holder = open.lastIndex { ending.holders.contains($0.name) } ?? -1
            if let first = open[(holder + 1)...].firstIndex(where: { ending.kinds.contains($0.name) }) {
                end(from: first, in: &open)
            }
        }
        push(element, in: &open)
    }

    private static func push(_ element: HTMLElement, in open: inout [HTMLElement]) {
        var element = element
        element.inherit(from: open.last)
        open.append(element)
    }

    private static func end(from index: Int, in open: inout [HTMLElement]) {
        let isCell = cells.contains(open[index].name)
        let forgotten = isCell ? [] : open[(index + 1)...].filter { formatting.contains($0.name) }
        open.removeSubrange(index...)
        // Nobody forgets so many.
        for element in forgotten.suffix(20) { push(element, in: &open) }
    }

    /// Closes the last element of this name, and those in it; an end in a cell ends nothing outside of it.
    static func close(_ name: String, in open: inout [HTMLElement]) {
        let isOutside = cells.contains(name) || ["body", "html"].contains(name)
        for index in open.indices.reversed() {
            if open[index].name == name { return end(from: index, in: &open) }
            if !isOutside && ["td", "th", "table"].contains(open[index].name) { return }
        }
    }
}
