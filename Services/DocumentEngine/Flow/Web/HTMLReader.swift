import Foundation
import Renditions
import XML

/// The words and images of an HTML document, and the document so that LibreOffice shows it as a browser does.
struct HTMLReader: FlowReader {
    private var words = Words()
    private var pictures: [Picture] = []
    /// Characters of a typeface of signs may be in the text.
    private var hasSigns = false
    private var constructs = Constructs()

    static func read(_ bytes: Data, isOriginal: Bool) throws(FaultFound) -> Reading {
        guard let encoded = EncodedText(bytes) else { throw FaultFound(.typeUnsupported) }
        let reader = try HTMLReader(encoded.text)
        var prepared = encoded.isUnicode ? bytes : encoded.unicode
        if reader.isChanged { prepared = EncodedText.unicode(reader.written) }
        var reading = Reading(prepared, as: "html")
        (reading.body, reading.rows, reading.pictures.body) = (reader.words, Words(reader.rows), reader.pictures)
        (reading.hasSigns, reading.constructs) = (reader.hasSigns, reader.constructs)
        return reading
    }

    private var text = ""
    /// What stands once more on each page on which its table goes on.
    private var rows = ""
    private var written = ""
    /// Something had to be written otherwise than it came.
    private var isChanged = false
    private var rules = HTMLRules()
    private var open: [HTMLElement] = []
    private var silent: String?
    private var lists = HTMLLists()

    private static let active: Set = [
        "script", "iframe", "object", "embed", "applet", "form", "video", "audio",
    ]
    /// What a browser draws, and LibreOffice does not, or not so that it says the same.
    private static let undrawn: Set = ["select", "math", "meter", "progress", "canvas"]
    private static let hiding: Set = ["template", "datalist", "noframes", "noembed"]
    /// Elements that hold others and no text of their own.
    private static let between: Set = [
        "table", "thead", "tbody", "tfoot", "tr", "colgroup", "ul", "ol", "dl", "html", "head",
    ]
    private static let inline: Set = ["b", "i", "u", "em", "strong", "span", "font", "a", "sub", "sup", "small", "big"]

    private init(_ html: String) throws(FaultFound) {
        if html.range(of: "<style", options: .caseInsensitive) != nil { readRules(html) }
        if rules.fetches { throw FaultFound(.linkedContent) }
        // LibreOffice takes a fragment that begins with words for plain text.
        if html.first(where: { !$0.isWhitespace }) != "<" { (written, isChanged) = ("<html>", true) }
        var pieces = HTMLPieces(html)
        while let piece = pieces.next() {
            switch piece {
            case .text(let words): try add(words, pieces.source)
            case .end(let name): end(name, pieces.source)
            case .begin(let name, let attributes): try begin(name, attributes, pieces.source)
            }
        }
        words.add(text)
    }

    private mutating func readRules(_ html: String) {
        var isSheet = false
        for piece in HTMLPieces(html) {
            switch piece {
            case .begin(let name, _): isSheet = name == "style"
            case .end: isSheet = false
            case .text(let sheet): if isSheet { rules.add(sheet) }
            }
        }
    }

    private mutating func add(_ words: String, _ source: String) throws(FaultFound) {
        if silent != nil {
            if silent == "style" && SignTypeface.isNamed(inRules: words) { hasSigns = true }
            written += source
            return
        }
        let isSeen = !words.allSatisfy(\.isWhitespace)
        text += isSeen ? lists.label() + words : words
        // A browser may show less of it than LibreOffice.
        if isSeen && open.last?.isClipping == true { constructs.note("overflow") }
        if isSeen && open.last?.isFloating == true { text.unicodeScalars.append(TextMark.free) }
        if open.contains(where: { $0.name == "thead" }) { rows += words }
        if words.unicodeScalars.contains(where: SignTypeface.isPrivate) { hasSigns = true }
        if isSeen && open.last?.isHiding == true { throw FaultFound(.unfinished) }
        var shown = source.contains(HTMLText.reference) ? HTMLText.written(words) : source
        let isBetween = !isSeen && Self.between.contains(open.last?.name ?? "")
        if open.last?.keepsLines == true && !isBetween && open.last?.isPreformatted != true {
            shown = HTMLText.lines(words)
        }
        if isSeen && open.last?.isStriking == true { shown = "<s>\(shown)</s>" }
        write(shown, insteadOf: source)
    }

    private mutating func part() {
        text.unicodeScalars.append(TextMark.paragraph)
        rows.unicodeScalars.append(TextMark.paragraph)
    }

    private mutating func end(_ name: String, _ source: String) {
        if name == silent { silent = nil }
        lists.end(name)
        if !Self.inline.contains(name) { part() }
        HTMLElement.close(name, in: &open)
        write(name == "noscript" ? "" : source, insteadOf: source)
    }

    private mutating func begin(
        _ name: String, _ attributes: [String: String], _ source: String
    ) throws(FaultFound) {
        if Self.active.contains(name) { throw FaultFound(.activeContent) }
        if Self.undrawn.contains(name) { throw FaultFound(.contentLost) }
        if !HTMLConstructs.isKnown(element: name) { constructs.note(name) }
        for value in [attributes["face"], attributes["style"]].compactMap({ $0 })
        where SignTypeface.isNamed(inRules: value) {
            hasSigns = true
        }
        if name == "br" {
            text += " "
        } else if !Self.inline.contains(name) {
            part()
        }
        if ["style", "title"].contains(name) { silent = name }
        HTMLElement.open(HTMLElement(name, attributes), in: &open)
        let listMarks = try style(name, attributes)
        let isHidden = open.last?.isHiding == true
        if HTMLElement.void.contains(name) { open.removeLast() }
        // What a program would do when the reader clicks is no part of a page.
        var shown = attributes.keys.contains { $0.hasPrefix("on") } ? HTMLText.inert(source) : source
        switch name {
        case "base", "frame": throw FaultFound(.linkedContent)
        case "link":
            if HTMLText.isShown(link: attributes) { throw FaultFound(.linkedContent) }
            shown = ""
        // LibreOffice cannot read it; without scripts its content is shown.
        case "noscript": shown = ""
        case "ol", "ul", "menu", "dir", "li":
            lists.begin(name, attributes, listMarks)
            if let construct = lists.unknown { constructs.note(construct) }
            if let kind = lists.kind, kind != "1" { shown = "<ol type=\"\(kind)\"" + shown.dropFirst(3) }
        case "input": shown = try HTMLText.shown(input: attributes)
        case "img":
            guard attributes["src"]?.hasPrefix("data:") == true else { throw FaultFound(.linkedContent) }
            if isHidden { throw FaultFound(.unfinished) }
            let code = attributes["src"]?.split(separator: ",", maxSplits: 1).last ?? ""
            let bytes = Data(base64Encoded: String(code), options: .ignoreUnknownCharacters)
            var drawn = Words()
            pictures.append(try Picture(bytes, words: &drawn))
            words.add(drawn.free)
        case "meta":
            if attributes["http-equiv"]?.lowercased() == "refresh" { throw FaultFound(.linkedContent) }
            let encoding = (attributes["charset"] ?? attributes["content"] ?? "").lowercased()
            // One that comes late is not heeded by browsers.
            let isOther = encoding.contains("charset=") || attributes["charset"] != nil
            if isOther && !encoding.contains("utf-8") { isChanged = true }
        default: break
        }
        if isHidden && !shown.isEmpty && name == "input" { throw FaultFound(.unfinished) }
        write(shown, insteadOf: source)
    }

    /// Notes what the innermost element does to text. Text that a browser hides or adds by style is not what another
    /// program shows.
    ///
    /// - Returns: by what it marks the items of a list.
    private mutating func style(
        _ name: String, _ attributes: [String: String]
    ) throws(FaultFound) -> Set<String> {
        let style = HTMLStyle(attributes["style"] ?? "")
        if let style = attributes["style"] {
            for property in HTMLConstructs.unknown(in: style) { constructs.note(property) }
        }
        var (effects, hidings, flows, listMarks) = (style.effects, style.hidings, style.flows, style.listMarks)
        var (floats, clips) = (style.floats, style.clips)
        if !rules.isEmpty {
            let applied = rules.apply(to: open)
            effects.formUnion(applied.effects)
            hidings.formUnion(applied.hidings)
            (floats, clips) = (floats || applied.floats, clips || applied.clips)
            if listMarks.isEmpty { listMarks = applied.listMarks }
            for property in applied.unknown.sorted() { constructs.note(property) }
            if applied.flows && !style.effects.contains(.keepsLines) { flows = true }
        }
        if effects.contains(.fetches) || attributes["background"] != nil { throw FaultFound(.linkedContent) }
        if effects.contains(.adds) { throw FaultFound(.unfinished) }
        guard var element = open.popLast() else { return [] }
        if attributes["hidden"] != nil || Self.hiding.contains(name) { hidings.insert(.wholly) }
        (element.hidings, element.undone) = (hidings, style.undone)
        (element.floats, element.clips) = (floats, clips)
        element.strikes = effects.contains(.strikes) || name == "del"
        element.keeps = flows ? false : effects.contains(.keepsLines) ? true : nil
        element.inherit(from: open.last)
        open.append(element)
        return listMarks
    }

    private mutating func write(_ shown: String, insteadOf source: String) {
        if shown != source { isChanged = true }
        written += shown
    }
}
