import Foundation
import Renditions

/// The words and images of an RTF file (RTF specification 1.9.1), as a reader sees them.
enum RTFReader: FlowReader {
    static func read(_ bytes: Data, isOriginal: Bool) throws(FaultFound) -> Reading {
        let file = DocumentType.startOfRTF(bytes).map { Array(bytes[$0...]) } ?? Array(bytes)
        let story = try RTFStory(RTFTokens(file))
        if isOriginal && story.frozenDates > 0 { throw FaultFound(.unfinished) }
        if isOriginal && story.keptPictures > 0 { throw FaultFound(.linkedContent) }
        var (cuts, texts) = (
            story.computed, Dictionary(story.looseBreaks.map { ($0, "\\pard ") }) { first, _ in first }
        )
        func prepared() -> Data {
            let cut = RTFLists.told(MarkupTags.cut(cuts, from: file, inserting: texts))
            return story.texts.endsInList ? RTFLists.parted(cut) : cut
        }
        var reading = Reading(prepared(), as: "rtf")
        for drawing in story.drawings {
            let (start, end) = (drawing.lowerBound + 1, drawing.upperBound - 1)
            cuts.append(start..<end)
            texts[end] = StandIn.rtf(file[start..<end])
        }
        if !story.drawings.isEmpty { reading.standing = prepared() }
        try story.finish(&reading)
        return reading
    }
}

extension RTFStory {
    /// - Throws: what is wrong with the file as a whole.
    func finish(_ reading: inout Reading) throws(FaultFound) {
        let fields = texts[.instruction].split(separator: "\n")
        if fields.count(where: OfficeField.isLiveDate) > frozenDates { throw FaultFound(.unfinished) }
        if fields.count(where: OfficeField.isFetched) > keptPictures { throw FaultFound(.linkedContent) }
        if isUndrawn || fields.contains(where: OfficeField.isUndrawn) { throw FaultFound(.contentLost) }
        if texts[.kind].lowercased().contains("package") { throw FaultFound(.embeddedFiles) }
        reading.hasSigns = hasSigns || fields.contains(where: OfficeField.isSign)
        reading.constructs = constructs
        reading.body = texts.words(.body) + texts.words(.note).free + drawn.body
        reading.running = texts.edges(.running) + drawn.running
        reading.others = texts.words(.other) + texts.edges(.first)
        if hasFirstPage { reading.first = drawn.first + texts.edges(.first) }
        reading.pictures.body = pictures[.body] ?? []
        let (running, first) = (pictures[.running] ?? [], pictures[.first] ?? [])
        // Where there are several sections, which of them a page belongs to is not known.
        if !hasSections {
            reading.pictures.edges = [
                .init(usual: running, even: hasEvenPages ? [] : nil, first: hasFirstPage ? first : nil)
            ]
        } else if !running.isEmpty || !first.isEmpty {
            reading.pictures.edges = [.init(), .init(usual: running)]
        }
    }
}
