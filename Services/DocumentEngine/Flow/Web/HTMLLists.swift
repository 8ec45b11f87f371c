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

    mutating func begin(_ name: String, _ attributes: [String: String], isStyled: Bool) {
        switch name {
        case "ul", "menu", "dir": open.append(List(name: name, kind: "", next: 1))
        case "ol":
            // Which numbers a style gives is not looked at, and which a list has that counts down.
            let isPlain = !isStyled && attributes["reversed"] == nil
            let start = Int(attributes["start"] ?? "") ?? 1
            open.append(List(name: name, kind: isPlain ? attributes["type"] ?? "1" : "", next: start))
        case "li": beginItem(attributes)
        default: break
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
