import Foundation
import Renditions

/// What an OpenDocument file says and shows, its styles and its content read one after the other.
final class OpenDocumentStory {
    /// An image: the name of its file, or in a flat file what it holds.
    struct Drawing {
        var name: String
        var bytes: Data?
    }

    private(set) var body = Words()
    /// All that stands in the text, what nobody sees among it.
    private(set) var whole = Words()
    /// What stands once more on each page on which its table goes on.
    private(set) var rows = Words()
    /// What stands at head and foot of some pages of a kind alone.
    private(set) var others = Words()
    /// What stands at head and foot of each kind of page, where all its pages have the same.
    private(set) var edgeWords: [String: Words] = [:]
    /// The kind of page that the first paragraph or table asks for; empty where it asks for none.
    private(set) var start: String?
    /// The kinds of pages that follow others.
    private(set) var next: [String: String] = [:]
    private(set) var drawings: [Drawing] = []
    /// How many images and shapes stand in the text, those in groups together as one.
    private(set) var objects = 0
    /// The images at head and foot of each kind of page: of all pages (``), of `left` ones, of `first` ones.
    private(set) var masters: [[String: [Drawing]]] = []
    /// The names of the kinds of pages that paragraphs ask for.
    private(set) var used: Set<String> = ["Standard"]
    private(set) var masterNames: [String] = []
    private(set) var isUnfinished = false
    private(set) var isLinked = false
    private(set) var isActive = false
    /// Something that LibreOffice does not draw is in the text.
    private(set) var isUndrawn = false
    /// The folders of charts, formulas and sheets that stand in the text, and their images for other programs.
    private(set) var embedded: [(name: String, image: String?, isHidden: Bool)] = []
    /// How many charts a flat file holds itself.
    private(set) var charts = 0
    /// Characters of a typeface of signs, which do not say what they mean.
    private(set) var hasSigns = false
    /// What no table names.
    private(set) var constructs = Constructs()

    private enum Place: Equatable { case nowhere, body, edge(String) }

    private var place = Place.nowhere
    /// The kinds of pages that styles ask for.
    private var asking: [String: String] = [:]
    private var shapesOpen = 0
    private var styles = TextStyles()
    /// Whether each open paragraph, span and section hides its text.
    private var hiding: [(name: String, isHidden: Bool)] = []
    private var looks: [TextStyles.Look] = []
    private var skipping = 0
    private struct Paragraph {
        var text = ""
        var whole = ""
        var hasLabel = false
    }

    /// The open paragraphs; one within another stands in a box or a note.
    private var paragraphs: [Paragraph] = []
    private var frames = 0
    private var repeated = 0
    private var lists = OpenDocumentLists()
    /// A number without a paragraph behind it stands before the next one.
    private var hasLooseNumber = false
    private var choice = FieldChoice()
    /// The image whose bytes are being read, and the frames that have theirs: a second one is for other programs.
    private var code: String?
    private var isFrameFilled = false
    func begin(_ name: String, _ attributes: [String: String]) {
        if skipping > 0 || OpenDocumentConstructs.silent.contains(name) || OpenDocumentConstructs.counted.contains(name)
            || name == "office:document" && place != .nowhere || name == "office:binary-data" && isFrameFilled
        {
            if name == "office:chart" && hiding.last?.isHidden != true { charts += 1 }
            if skipping == 0, place != .nowhere, OpenDocumentConstructs.counted.contains(name) {
                put(String(Character(TextMark.number)))
            }
            skipping += 1
            return
        }
        styles.begin(name, attributes)
        lists.begin(name, attributes)
        switch name {
        case "office:body": place = .body
        case "style:style":
            guard let master = attributes["style:master-page-name"] else { break }
            used.insert(master)
            asking[attributes["style:name"] ?? ""] = master
        case "style:master-page":
            let kind = attributes["style:name"] ?? ""
            masters.append([:])
            masterNames.append(kind)
            next[kind] = attributes["style:next-style-name"]
            if let next = next[kind] { used.insert(next) }
        default:
            if let kind = OpenDocumentConstructs.edges[name], !masters.isEmpty {
                if attributes["style:display"] == "false" { return skipping += 1 }
                place = .edge(kind)
                masters[masters.count - 1][kind, default: []] += []
            }
        }
        guard place != .nowhere else { return }
        if !OpenDocumentConstructs.isKnown(name) { constructs.note(name) }
        if TextStyles.holdsText(name) { looks.append(styles.look(name, attributes, within: looks.last)) }
        show(name, attributes)
    }

    private func show(_ name: String, _ attributes: [String: String]) {
        if place == .body && start == nil && shapesOpen == 0 && ["text:p", "text:h", "table:table"].contains(name) {
            start = asking[attributes["text:style-name"] ?? attributes["table:style-name"] ?? ""] ?? ""
        }
        if OpenDocumentConstructs.shapes.contains(name) { shapesOpen += 1 }
        if place == .body && OpenDocumentConstructs.shapes.contains(name)
            && !hiding.contains(where: { $0.name == "draw:g" })
        {
            objects += 1
        }
        switch name {
        case "draw:g": hiding.append((name, hiding.last?.isHidden ?? false))
        case "text:tracked-changes", "office:annotation": isUnfinished = true
        case "text:date", "text:time":
            if attributes["text:fixed"] != "true" { isUnfinished = true }
        case "office:script", "office:event-listeners": isActive = true
        case "text:section-source", "text:dde-source": isLinked = true
        case "text:s", "text:tab", "text:line-break": put(" ")
        case "field:fieldmark": choice = FieldChoice()
        case "field:param":
            let value = attributes["field:value"] ?? ""
            if attributes["field:name"] == "Dropdown_ListEntry" { choice.entries.append(value) }
            if attributes["field:name"] == "Dropdown_Selected" { choice.chosen = Int(value) }
        case "table:table-header-rows": repeated += 1
        case "draw:text-box": frames += 1
        // The number of the note stands before it once more.
        case "text:note-body": hasLooseNumber = true
        default: break
        }
        if name == "text:p" || name == "text:h" { begin(paragraph: name) }
        switch name {
        case "text:p", "text:h", "text:span":
            let isHidden = styles.look(attributes["text:style-name"])?.isHidden
            hiding.append((name, isHidden ?? hiding.last?.isHidden ?? false))
        case "text:section", "text:hidden-text", "text:hidden-paragraph":
            hiding.append((name, Self.hides(name, attributes) || hiding.last?.isHidden == true))
        case "draw:frame": isFrameFilled = false
        case "draw:control", "math:math": isUndrawn = true
        case "draw:object", "draw:object-ole":
            isFrameFilled = true
            if name == "draw:object", let target = attributes["xlink:href"] {
                embedded.append((target, nil, hiding.last?.isHidden == true))
            }
        case "draw:image":
            let target = attributes["xlink:href"] ?? ""
            if target.contains(":") || target.hasPrefix("/") || target.hasPrefix("..") { isLinked = true }
            if isFrameFilled, let last = embedded.indices.last { embedded[last].image = target }
            if !isFrameFilled && !target.isEmpty { note(Drawing(name: target)) }
        case "office:binary-data": code = ""
        default: break
        }
    }

    /// Whether an element by itself, and not by its style, hides what it holds.
    static func hides(_ name: String, _ attributes: [String: String]) -> Bool {
        switch name {
        case "text:section": attributes["text:display"] == "none"
        case "text:hidden-text", "text:hidden-paragraph": attributes["text:is-hidden"] == "true"
        default: false
        }
    }

    func end(_ name: String) {
        if skipping > 0 {
            skipping -= 1
            return
        }
        styles.end(name)
        lists.end(name)
        guard place != .nowhere else { return }
        if OpenDocumentConstructs.shapes.contains(name) { shapesOpen -= 1 }
        if TextStyles.holdsText(name) { _ = looks.popLast() }
        if hiding.last?.name == name { hiding.removeLast() }
        switch name {
        case "text:p", "text:h": if let ended = paragraphs.popLast() { flush(ended) }
        case "field:fieldmark": if let shown = choice.take() { put(shown) }
        case "table:table-header-rows": repeated -= 1
        case "draw:text-box": frames -= 1
        case "office:binary-data":
            guard let code else { return }
            note(Drawing(name: "", bytes: Data(base64Encoded: code, options: .ignoreUnknownCharacters)))
            self.code = nil
        case "office:body": place = .nowhere
        default: if OpenDocumentConstructs.edges[name] != nil { place = .nowhere }
        }
    }

    func add(_ piece: String) {
        guard place != .nowhere, skipping == 0 else { return }
        if code != nil { code?.append(piece) } else { put(piece) }
    }

    private func put(_ piece: String) {
        if looks.last?.typeface.flatMap({ SignTypeface(name: $0) }) != nil && SignTypeface.changes(piece) {
            hasSigns = true
        }
        if piece.unicodeScalars.contains(where: SignTypeface.isPrivate) { hasSigns = true }
        // Between paragraphs a file has lines for people who look into it.
        guard let last = paragraphs.indices.last else { return }
        paragraphs[last].whole += piece
        if hiding.last?.isHidden != true { paragraphs[last].text += piece }
    }

    private func begin(paragraph name: String) {
        var mark = ""
        if !paragraphs.isEmpty || frames > 0 { mark.unicodeScalars.append(TextMark.free) }
        if hasLooseNumber || name == "text:h" { mark.unicodeScalars.append(TextMark.label) }
        let label = lists.label()
        paragraphs.append(Paragraph(text: mark + label, whole: mark, hasLabel: !label.isEmpty))
    }

    private func note(_ drawing: Drawing) {
        isFrameFilled = true
        guard hiding.last?.isHidden != true else { return }
        if case .edge(let kind) = place {
            masters[masters.count - 1][kind, default: []].append(drawing)
        } else {
            drawings.append(drawing)
        }
    }

    private func flush(_ paragraph: Paragraph) {
        let isEmpty = paragraph.whole.unicodeScalars.allSatisfy {
            $0.properties.isWhitespace || ($0 != TextMark.number && TextMark.isMark($0))
        }
        if isEmpty { return hasLooseNumber = hasLooseNumber || paragraph.hasLabel }
        hasLooseNumber = false
        switch place {
        case .body:
            body.add(paragraph.text)
            whole.add(paragraph.whole)
            if repeated > 0 { rows.add(paragraph.text) }
        case .edge(""): edgeWords[masterNames.last ?? "", default: Words()].add(paragraph.text)
        case .edge: others.add(paragraph.text)
        case .nowhere: break
        }
    }
}
