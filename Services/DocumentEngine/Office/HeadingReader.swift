import Foundation
import Renditions

/// The text of a document under its headings, read from LibreOffice's flat OpenDocument file.
///
/// A heading is what the document has as one, or a paragraph that is nothing but a known heading, as letters have that
/// are typed without styles. A known one begins a section, and so does one that is no deeper than the last that did.
final class HeadingReader {
    private struct Section {
        var heading: String
        var level: Int
        var html = ""
    }

    private let known: Set<String>
    private var sections = [Section(heading: "", level: 0)]
    private var isBody = false
    private var skipping = 0
    /// Of paragraphs; one within another comes from a frame or a note.
    private var depth = 0
    private var level: Int?
    private var html = ""
    private var text = ""

    init(_ data: Data, known: [String]) throws(FaultFound) {
        self.known = Set(known.map(Self.plain))
        try XMLEvents.read(data, begin: begin, end: end, text: add)
    }

    /// Without a title that nothing stands under.
    var texts: [HeadedText] {
        sections.enumerated().filter { index, section in
            !section.html.isEmpty || (index > 1 && !section.heading.isEmpty)
                || known.contains(Self.plain(section.heading))
        }.map { HeadedText(heading: $1.heading, html: $1.html) }
    }

    /// Every word, headings among them.
    var words: Words {
        var words = Words()
        for section in sections {
            words.add(section.heading)
            words.add(Words(html: section.html))
        }
        return words
    }

    private static func plain(_ heading: String) -> String {
        heading.trimmingCharacters(in: .whitespacesAndNewlines.union([":"])).lowercased()
    }

    private func begin(_ name: String, _ attributes: [String: String]) {
        if skipping > 0 || ["svg:title", "svg:desc", "office:binary-data", "office:forms"].contains(name) {
            skipping += 1
            return
        }
        if name == "office:body" { isBody = true }
        guard isBody else { return }
        switch name {
        case "text:p", "text:h":
            depth += 1
            if depth > 1 { return space() }
            (html, text) = ("", "")
            level = name == "text:h" ? Int(attributes["text:outline-level"] ?? "") ?? 1 : nil
        case "text:s", "text:tab": space()
        case "text:line-break":
            text += " "
            html += "<br/>"
        case "text:list": put("<ul>")
        case "text:list-item", "text:list-header": put("<li>")
        case "table:table": put("<table>")
        case "table:table-row": put("<tr>")
        case "table:table-cell":
            let spans = [("colspan", "table:number-columns-spanned"), ("rowspan", "table:number-rows-spanned")]
                .compactMap { html, name in attributes[name].flatMap { Int($0) }.map { " \(html)=\"\($0)\"" } }
            put("<td\(spans.joined())>")
        default: break
        }
    }

    private func end(_ name: String) {
        if skipping > 0 {
            skipping -= 1
            return
        }
        guard isBody else { return }
        switch name {
        case "text:p", "text:h":
            depth -= 1
            if depth > 0 { space() } else { finish() }
        case "text:list": put("</ul>")
        case "text:list-item", "text:list-header": put("</li>")
        case "table:table": put("</table>")
        case "table:table-row": put("</tr>")
        case "table:table-cell": put("</td>")
        case "office:body": isBody = false
        default: break
        }
    }

    private func add(_ piece: String) {
        guard depth > 0, skipping == 0 else { return }
        text += piece
        html += piece.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }

    private func space() {
        text += " "
        html += " "
    }

    /// A list or table within a paragraph would be one in a frame: its text stays with the paragraph.
    private func put(_ tag: String) {
        guard depth == 0 else { return space() }
        sections[sections.count - 1].html += tag
    }

    private func finish() {
        defer { level = nil }
        guard !text.allSatisfy(\.isWhitespace) else { return }
        let isKnown = known.contains(Self.plain(text))
        let last = sections[sections.count - 1].level
        if isKnown || level.map({ $0 <= last || last == 0 }) == true {
            let heading = text.trimmingCharacters(in: .whitespacesAndNewlines.union([":"]))
            sections.append(Section(heading: heading, level: level ?? max(1, last)))
        } else {
            sections[sections.count - 1].html += level == nil ? "<p>\(html)</p>" : "<p><b>\(html)</b></p>"
        }
    }
}
