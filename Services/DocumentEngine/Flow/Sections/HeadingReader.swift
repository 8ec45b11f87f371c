import Foundation
import Renditions

/// The text of a document under its headings, read from LibreOffice's flat OpenDocument file.
///
/// A heading is what the document has as one, or a paragraph that is nothing but a known heading, as letters have that
/// are typed without styles. A known one begins a section, and so does one that is no deeper than the last that did.
/// Heads and feet of pages are no part of a section and come before the first; notes stand where they are called.
/// What a section cannot say is counted: images (those before all text are the letter-head's), struck text, numbers other
/// than 1, 2, 3, embedded objects and form fields.
final class HeadingReader {
    private struct Section {
        var heading: String
        var level: Int
        var html = ""
    }

    private let known: Set<String>
    private var sections = [Section(heading: "", level: 0)]
    private var isBody = false
    private var isEdge = false
    private var edges: Set<String> = []
    private var hasPageNumber = false
    private var styles = TextStyles()
    private var looks: [TextStyles.Look] = []
    private var lists: [(style: String?, tag: String)] = []
    private var lost = 0
    /// Images that stand before all text.
    private var headImages = 0
    private var hasText = false
    /// The outermost table that is open, and how many are open in it.
    private var table: HeadedTable?
    private var tables = 0
    private var isUnfinished = false
    private var skipping = 0
    /// Of paragraphs; one within another comes from a frame or a note.
    private var depth = 0
    private var level: Int?
    private var html = ""
    private var text = ""

    init(_ data: Data, known: [String]) throws(FaultFound) {
        self.known = Set(known.map(Self.plain))
        try XMLEvents.read(data, begin: begin, end: end, text: add)
        if isUnfinished { throw FaultFound(.unfinished) }
        // Without a heading nothing says that it is a letter-head.
        if sections.count == 1 { lost += headImages }
        if lost > 0 { throw FaultFound(.sectionLost, count: lost) }
    }

    /// Without a title that nothing stands under.
    var texts: [HeadedText] {
        sections.enumerated().filter { index, section in
            Words(html: section.html).count > 0 || (index > 1 && !section.heading.isEmpty)
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

    /// How many of these words are nowhere; the numbering of pages is not missed.
    func lacks(_ wanted: Words) -> Int {
        let all = words.list.joined()
        return Set(wanted.list).count { !Self.isPaging($0) && !all.contains($0) }
    }

    private static func isPaging(_ word: String) -> Bool {
        ["page", "pages", "of"].contains(word) || word.allSatisfy(\.isNumber)
    }

    private static func plain(_ heading: String) -> String {
        heading.trimmingCharacters(in: .whitespacesAndNewlines.union([":"])).lowercased()
    }

    private func begin(_ name: String, _ attributes: [String: String]) {
        if skipping > 0 || ["svg:title", "svg:desc", "office:binary-data", "office:forms"].contains(name)
            || OpenDocumentStory.hides(name, attributes)
        {
            skipping += 1
            return
        }
        styles.begin(name, attributes)
        if name == "office:body" { isBody = true }
        if Self.isEdge(name) { isEdge = true }
        guard isBody || isEdge else { return }
        switch name {
        case "office:annotation", "text:tracked-changes": isUnfinished = true
        case "draw:image", "draw:object", "draw:object-ole":
            if isBody && hasText { lost += 1 } else if isBody { headImages += 1 }
        case "draw:control", "field:fieldmark": lost += 1
        case "text:page-number", "text:page-count": hasPageNumber = true
        case "text:note": put(text: " [")
        case "text:span", "text:a":
            looks.append(styles.look(name, attributes, within: looks.last))
        case "text:p", "text:h":
            depth += 1
            looks.append(styles.look(attributes["text:style-name"]) ?? .init())
            if depth > 1 { return space() }
            (html, text, hasPageNumber) = ("", "", false)
            level =
                name == "text:h" ? Int(attributes["text:outline-level"] ?? "") ?? 1 : isEdge ? nil : looks.last?.level
        case "text:s", "text:tab": space()
        case "text:line-break":
            text += " "
            html += "<br/>"
        case "text:list": beginList(attributes)
        case "text:list-item", "text:list-header":
            if attributes["text:start-value"] != nil { lost += 1 }
            put("<li>")
        case "table:table": beginTable()
        case "table:table-row":
            if tables == 1 && depth == 0 { table?.beginRow() } else { put("<tr>") }
        case "table:table-cell":
            let spans = [("colspan", "table:number-columns-spanned"), ("rowspan", "table:number-rows-spanned")]
                .compactMap { html, name in attributes[name].flatMap { Int($0) }.map { " \(html)=\"\($0)\"" } }
            if tables == 1 && depth == 0 {
                table?.beginCell(spans: spans.joined())
            } else {
                put("<td\(spans.joined())>")
            }
        default: break
        }
    }

    private func end(_ name: String) {
        if skipping > 0 {
            skipping -= 1
            return
        }
        styles.end(name)
        if Self.isEdge(name) { isEdge = false }
        guard isBody || isEdge else { return }
        switch name {
        case "text:note": put(text: "] ")
        case "text:span", "text:a": looks.removeLast()
        case "text:p", "text:h":
            depth -= 1
            looks.removeLast()
            if depth > 0 { space() } else { finish() }
        case "text:list": put("</\(lists.removeLast().tag)>")
        case "text:list-item", "text:list-header": put("</li>")
        case "table:table": endTable()
        case "table:table-row": if tables != 1 || depth > 0 { put("</tr>") }
        case "table:table-cell": if tables != 1 || depth > 0 { put("</td>") }
        case "office:body": isBody = false
        default: break
        }
    }

    private static func isEdge(_ name: String) -> Bool {
        name.hasPrefix("style:header") || name.hasPrefix("style:footer")
    }

    /// Numbers that go on from another list, or begin elsewhere than at 1, would be others in HTML.
    private func beginList(_ attributes: [String: String]) {
        let style = attributes["text:style-name"] ?? lists.last?.style
        let isPlain = styles.isPlainlyNumbered(style, level: lists.count + 1)
        let goesOn = attributes["text:continue-numbering"] == "true" || attributes["text:continue-list"] != nil
        if isPlain == false || (isPlain == true && goesOn) { lost += 1 }
        lists.append((style, isPlain == nil ? "ul" : "ol"))
        put("<\(lists[lists.count - 1].tag)>")
    }

    private func add(_ piece: String) {
        guard depth > 0, skipping == 0, looks.last?.isHidden != true else { return }
        lost += piece.unicodeScalars.count(where: SignTypeface.isPrivate)
        let isSeen = !piece.allSatisfy(\.isWhitespace)
        if looks.last?.isStruck == true && isSeen { lost += 1 }
        switch looks.last?.height {
        case .raised where isSeen: put(text: piece, within: "sup")
        case .lowered where isSeen: put(text: piece, within: "sub")
        default: put(text: piece)
        }
    }

    private func put(text piece: String, within tag: String? = nil) {
        text += piece
        let escaped = piece.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        html += tag.map { "<\($0)>\(escaped)</\($0)>" } ?? escaped
    }

    private func space() {
        text += " "
        html += " "
    }

    /// A list or table within a paragraph would be one in a frame: its text stays with the paragraph.
    private func put(_ tag: String) {
        guard depth == 0 else { return space() }
        if table == nil { sections[sections.count - 1].html += tag } else { table?.add(.tag(tag)) }
    }

    private func beginTable() {
        guard depth == 0, isBody else { return put("<table>") }
        tables += 1
        if tables == 1 { table = HeadedTable() } else { put("<table>") }
    }

    private func endTable() {
        guard depth == 0, isBody else { return put("</table>") }
        tables -= 1
        guard tables == 0, let ended = table else { return put("</table>") }
        table = nil
        for item in ended.items(isHeading: { $0.level != nil || known.contains(Self.plain($0.text)) }) {
            switch item {
            case .tag(let tag): put(tag)
            case .paragraph(let paragraph): add(paragraph)
            }
        }
        hasText = hasText || ended.hasText
    }

    private func finish() {
        defer { level = nil }
        guard !text.allSatisfy(\.isWhitespace) else { return }
        if isEdge {
            let isPaging = hasPageNumber && Words(text).list.allSatisfy(Self.isPaging)
            if !isPaging && edges.insert(text).inserted { sections[0].html += "<p>\(html)</p>" }
            return
        }
        let paragraph = HeadedParagraph(text: text, html: html, level: level)
        if table == nil { add(paragraph) } else { table?.add(.paragraph(paragraph)) }
    }

    private func add(_ paragraph: HeadedParagraph) {
        hasText = true
        let isKnown = known.contains(Self.plain(paragraph.text))
        let last = sections[sections.count - 1].level
        if isKnown || paragraph.level.map({ $0 <= last || last == 0 }) == true {
            let heading = paragraph.text.trimmingCharacters(in: .whitespacesAndNewlines.union([":"]))
            sections.append(Section(heading: heading, level: paragraph.level ?? max(1, last)))
        } else {
            sections[sections.count - 1].html += paragraph.tagged
        }
    }
}
