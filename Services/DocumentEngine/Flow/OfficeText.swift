import Foundation
import Renditions

/// A text document as it is compared with its pages.
struct OfficeText {
    private(set) var reading: Reading

    /// More words than any letter has; laying them out would keep the engine busy for minutes.
    static let mostWords = 300_000

    /// - Parameter isOriginal: the practice gets the file itself, in which a field goes on computing.
    init(_ type: DocumentType, _ bytes: Data, isOriginal: Bool = false) throws(FaultFound) {
        let reader: any FlowReader.Type =
            switch type {
            case .docx: WordReader.self
            case .odt: OpenDocumentReader.self
            case .rtf: RTFReader.self
            case .doc: DocumentType.isWordML(bytes) ? WordXMLReader.self : OldWordReader.self
            case .html: HTMLReader.self
            case .mhtml: WebArchiveReader.self
            case .gif, .bmp: PictureReader.self
            default: PlainTextReader.self
            }
        reading = try reader.read(bytes, isOriginal: isOriginal)
        if words.count > Self.mostWords { throw FaultFound(.tooManyPages) }
    }

    /// A layout may write what the text does not say: a chart or a drawing has letters of its own.
    var drawsText: Bool { reading.hasCharts || reading.pictures.hasDrawings }

    /// Takes over what of a DOC file only LibreOffice's reading of it tells: its images, and which text is hidden.
    ///
    /// All that the file says must be in that reading; what that shows must then be on the pages.
    mutating func learn(from flat: OpenDocumentReader) throws(FaultFound) {
        let found = flat.reading
        if found.objects < reading.objects { throw FaultFound(.contentLost, count: reading.objects - found.objects) }
        try prove(isIn: flat)
        (reading.pictures, reading.hasSigns) = (found.pictures, found.hasSigns)
        (reading.body, reading.rows, reading.hasCharts) = (found.body, found.rows, found.hasCharts)
        reading.others.add(found.others)
    }

    /// Goes on with a flat file of the document in which signs are told.
    ///
    /// All that the file says must be in that reading before; what it says then must be on the pages.
    mutating func tell(_ told: SignText, of flat: OpenDocumentReader) throws(FaultFound) {
        try prove(isIn: flat)
        reading.body = try OpenDocumentReader(flat: told.flat).reading.body
        (reading.prepared, reading.suffix, reading.standing) = (told.flat, "fodt", nil)
    }

    private func prove(isIn flat: OpenDocumentReader) throws(FaultFound) {
        let lost = Fidelity(input: words, output: [flat.whole, flat.reading.running]).lost
        if lost > 0 { throw FaultFound(.contentLost, count: lost) }
    }

    var words: Words { reading.body }

    /// All that it says, each head and foot once.
    var everything: Words { words + (reading.first ?? Words()) + reading.running }

    /// What stands at head and foot of these pages, and how often, so that it cannot stand for the same words missing in
    /// the text.
    func edges(on pages: [Words]) -> Fidelity.Edges {
        var edges = Fidelity.Edges()
        (edges.usual, edges.least) = (reading.running, repetitions(on: pages))
        (edges.first, edges.others, edges.rows) = (reading.first ?? Words(), reading.others, reading.rows)
        return edges
    }

    /// On how many pages the usual head and foot are, as far as that is known: where sections differ, on as many as show
    /// what of them the text does not say.
    private func repetitions(on pages: [Words]) -> Int {
        let (running, first) = (reading.running, reading.first)
        guard let edges = reading.pictures.edges.first, reading.pictures.edges.count == 1 else {
            guard first == nil || pages.count > 1 else { return 0 }
            let shown = Dictionary(grouping: pages.flatMap(\.list)) { $0 }.mapValues(\.count)
            let others = Set(words.list + (first?.list ?? []))
            let own = Dictionary(grouping: running.list.filter { !others.contains($0) }) { $0 }.mapValues(\.count)
            let least = reading.isRunningUnsure ? 0 : 1
            return max(least, own.map { shown[$0.key, default: 0] / $0.value }.min() ?? least)
        }
        let later = edges.first == nil && first == nil ? 1 : 2
        return (later..<max(later, pages.count + 1)).count { edges.even == nil || $0 % 2 == 1 }
    }
}
