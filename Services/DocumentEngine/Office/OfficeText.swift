import Foundation
import Renditions

/// A text document read by our own readers and not by the engine that lays it out, so that the two can be compared.
struct OfficeText {
    /// What the engine is given, and under which ending of a name.
    var prepared: Data
    var suffix: String
    private(set) var pictures = Pictures()
    /// Characters of a typeface of signs are, or may be, in the text: `tell` tells what they say.
    private(set) var hasSigns = false
    /// It holds macros, which no layout runs.
    private(set) var hasMacros = false
    /// Something of which it is not known whether a layout draws it, by its name.
    private(set) var unknown: String?
    private var hasCharts = false
    /// A layout may write what the text does not say: a chart or a drawing has letters of its own.
    var drawsText: Bool { hasCharts || pictures.hasDrawings }
    /// What nobody sees, and what must stay so.
    private(set) var hidden = Words()
    /// Images and shapes in the text of a DOC file.
    private var objects = 0
    private var body = Words()
    /// Words at the head and foot of every page but a first one of its own.
    private var running = Words()
    /// No page needs to show what is usually at head and foot.
    private var isRunningUnsure = false
    /// Words at the head and foot of a first page of its own.
    private var first: Words?
    private var others = Words()
    private var rows = Words()

    /// More words than any letter has; laying them out would keep the engine busy for minutes.
    static let mostWords = 300_000

    /// - Parameter isOriginal: the practice gets the file itself, in which a field goes on computing.
    init(_ type: DocumentType, _ bytes: Data, isOriginal: Bool = false) throws(FaultFound) {
        prepared = bytes
        switch type {
        case .docx:
            suffix = "docx"
            let archive = try Archive(bytes)
            let freeze = { (part: Data) in SavedFields.word(part) ?? WordNumbering.told(part) }
            let frozen = try SavedFields.frozen(archive, freeze) { $0.hasPrefix("word/") }
            prepared = frozen ?? bytes
            if isOriginal && frozen != nil { _ = try WordReader(archive) }
            let reader = try WordReader(frozen == nil ? archive : Archive(prepared))
            (body, running, first) = (reader.body, reader.running, reader.first)
            (others, rows, hasMacros) = (reader.others, reader.rows, reader.hasMacros)
            (hasCharts, unknown) = (reader.drawsText, reader.unknown)
            (pictures, hidden, hasSigns) = (reader.pictures, reader.hidden, reader.hasSigns)
        case .odt:
            suffix = "odt"
            let archive = try Archive(bytes)
            let frozen = try SavedFields.frozen(archive, SavedFields.openDocument) {
                ["content.xml", "styles.xml"].contains($0)
            }
            prepared = frozen ?? bytes
            if isOriginal && frozen != nil { _ = try OpenDocumentReader(archive) }
            let reader = try OpenDocumentReader(frozen == nil ? archive : Archive(prepared))
            (body, running, first) = (reader.body, reader.running, reader.first)
            hasCharts = reader.drawsText
            (others, rows, isRunningUnsure) = (reader.others, reader.rows, reader.isRunningUnsure)
            (pictures, hidden, hasSigns) = (reader.pictures, reader.hidden, reader.hasSigns)
        case .rtf:
            suffix = "rtf"
            prepared = DocumentType.startOfRTF(bytes).map { Data(bytes[$0...]) } ?? bytes
            let reader = try RTFReader(prepared)
            if isOriginal && reader.frozenDates > 0 { throw FaultFound(.unfinished) }
            prepared = MarkupTags.cut(reader.computed, from: Array(prepared))
            (body, running, first) = (reader.body, reader.running, reader.first)
            (pictures, hidden, hasSigns) = (reader.pictures, reader.hidden, reader.hasSigns)
            others = reader.others
        case .doc where DocumentType.isWordML(bytes):
            suffix = "xml"
            let story = WordStory([:], WordStyles(), WordNumbering())
            try XMLEvents.read(bytes, begin: story.begin, end: story.end, text: story.add)
            story.finish()
            if story.isUnfinished { throw FaultFound(.unfinished) }
            (body, unknown) = (story.words, story.unknown)
        case .doc:
            suffix = "doc"
            let file = try CompoundFile(bytes)
            let text = try file.read()
            hasMacros = file.hasMacros
            (body, running, first, objects) = (text.body, text.running, text.first, text.objects)
            others = text.others
        case .html:
            suffix = "html"
            guard let encoded = EncodedText(bytes) else { throw FaultFound(.typeUnsupported) }
            if !encoded.isUnicode { prepared = encoded.unicode }
            let reader = try HTMLReader(encoded.text)
            if let text = reader.prepared { prepared = EncodedText.unicode(text) }
            (body, pictures.body, hasSigns) = (reader.words, reader.pictures, reader.hasSigns)
        default:
            suffix = "fodt"
            guard let text = EncodedText(bytes)?.text else { throw FaultFound(.typeUnsupported) }
            for line in text.split(whereSeparator: \.isNewline) { body.add(String(line)) }
            prepared = try PlainText(text).document
        }
        if body.count > Self.mostWords { throw FaultFound(.tooManyPages) }
    }

    /// Takes over what of a DOC file only LibreOffice's reading of it tells: its images, and which text is hidden.
    ///
    /// All that the file says must be in that reading; what that shows must then be on the pages.
    mutating func learn(from flat: OpenDocumentReader) throws(FaultFound) {
        (pictures, hidden, hasSigns) = (flat.pictures, flat.hidden, flat.hasSigns)
        if flat.objects < objects { throw FaultFound(.contentLost, count: objects - flat.objects) }
        let read = [flat.whole, flat.running]
        let lost = Fidelity(input: body, output: read).lost
        if lost > 0 { throw FaultFound(.contentLost, count: lost) }
        (body, rows, hasCharts) = (flat.body, flat.rows, flat.drawsText)
        others.add(flat.others)
    }

    /// Goes on with a flat file of the document in which signs are told.
    ///
    /// All that the file says must be in that reading before; what it says then must be on the pages.
    mutating func tell(_ told: SignText, of flat: OpenDocumentReader) throws(FaultFound) {
        let lost = Fidelity(input: body, output: [flat.whole, flat.running]).lost
        if lost > 0 { throw FaultFound(.contentLost, count: lost) }
        body = try OpenDocumentReader(flat: told.flat).body
        (prepared, suffix) = (told.flat, "fodt")
    }

    var words: Words { body }

    /// How many words that are hidden can be seen nevertheless: more of them are on the pages than the text shows. Of
    /// short words and numbers, which lists and fields bring, that cannot be said.
    func revealed(on pages: [Words]) -> Int {
        guard hidden.count > 0 else { return 0 }
        var left = Dictionary(grouping: pages.flatMap(\.list)) { $0 }.mapValues(\.count)
        for word in body.list { left[word, default: 0] -= 1 }
        let atEdges = Set(running.list + (first?.list ?? []))
        return hidden.list.count { word in
            word.count > 3 && word.allSatisfy(\.isLetter) && !atEdges.contains(word) && left[word, default: 0] > 0
        }
    }

    /// All that it says, each head and foot once.
    var everything: Words { body + (first ?? Words()) + running }

    /// What stands at head and foot of these pages, and how often, so that it cannot stand for the same words missing in
    /// the text.
    func edges(on pages: [Words]) -> Fidelity.Edges {
        var edges = Fidelity.Edges()
        (edges.usual, edges.least) = (running, repetitions(on: pages))
        (edges.first, edges.others, edges.rows) = (first ?? Words(), others, rows)
        return edges
    }

    /// On how many pages the usual head and foot are, as far as that is known: where sections differ, on as many as show
    /// what of them the text does not say.
    private func repetitions(on pages: [Words]) -> Int {
        guard let edges = pictures.edges.first, pictures.edges.count == 1 else {
            guard first == nil || pages.count > 1 else { return 0 }
            let shown = Dictionary(grouping: pages.flatMap(\.list)) { $0 }.mapValues(\.count)
            let others = Set(body.list + (first?.list ?? []))
            let own = Dictionary(grouping: running.list.filter { !others.contains($0) }) { $0 }.mapValues(\.count)
            let least = isRunningUnsure ? 0 : 1
            return max(least, own.map { shown[$0.key, default: 0] / $0.value }.min() ?? least)
        }
        let later = edges.first == nil && first == nil ? 1 : 2
        return (later..<max(later, pages.count + 1)).count { edges.even == nil || $0 % 2 == 1 }
    }
}
