import Foundation
import Renditions

/// How pieces of HTML are written for LibreOffice, which reads less of it than browsers do.
enum HTMLText {
    /// A reference to a character that it may read otherwise.
    nonisolated(unsafe) static let reference = /&(?!(?:amp|lt|gt|quot|nbsp);)[#A-Za-z]/

    /// A tag without its handlers of events.
    static func inert(_ tag: String) -> String {
        tag.replacing(/(?i)\son[a-z]+\s*(=\s*("[^"]*"|'[^']*'|[^\s>]+))?/, with: "")
    }

    /// Text with its characters as themselves.
    static func written(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\u{A0}", with: "&nbsp;")
    }

    /// Text whose lines and spaces count (CSS 2.1, 16.6). The last space of several stays one at which a line may end.
    static func lines(_ text: String) -> String {
        var (result, column, spaces) = ("", 0, 0)
        for character in text {
            if character != " " && character != "\t" {
                result += spaced(spaces)
                spaces = 0
            }
            switch character {
            case "\n", "\r", "\r\n":
                result += "<br>\n"
                column = -1
            case "\t": spaces += 8 - column % 8
            case " ": spaces += 1
            default: result += written(String(character))
            }
            column += character == "\t" ? 8 - column % 8 : 1
        }
        return result + spaced(spaces)
    }

    private static func spaced(_ count: Int) -> String {
        count == 0 ? "" : String(repeating: "&nbsp;", count: count - 1) + " "
    }

    /// Whether what a link leads to would change what the document shows; icons, and the files beside a page that Word
    /// saved, do not, nor does a style sheet for the screen alone.
    static func isShown(link attributes: [String: String]) -> Bool {
        let kinds = (attributes["rel"] ?? "").lowercased().split(whereSeparator: \.isWhitespace)
        let media = (attributes["media"] ?? "all").lowercased()
        if kinds.contains("stylesheet") && !kinds.contains("alternate") {
            return media.isEmpty || media.contains("all") || media.contains("print") || media.contains("not")
        }
        return kinds.isEmpty || kinds.contains("import")
    }

    /// A box to tick as the sign of one; what else a form lets a reader fill in is no part of a letter.
    static func shown(input attributes: [String: String]) throws(FaultFound) -> String {
        let isTicked = attributes["checked"] != nil
        switch attributes["type"]?.lowercased() {
        case "checkbox": return isTicked ? "&#9746;" : "&#9744;"
        case "radio": return isTicked ? "&#9673;" : "&#9675;"
        case "hidden": return ""
        default: throw FaultFound(.activeContent)
        }
    }
}
