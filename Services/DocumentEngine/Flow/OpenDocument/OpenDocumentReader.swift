import Foundation
import Renditions

/// The words and images of an ODT file (OASIS OpenDocument 1.2), as a reader sees them.
struct OpenDocumentReader: FlowReader {
    private(set) var reading: Reading
    /// All that the text says, what is hidden among it.
    let whole: Words

    static func read(_ bytes: Data, isOriginal: Bool) throws(FaultFound) -> Reading {
        let archive = try Archive(bytes)
        let freeze = { (part: Data) in
            let told = OpenDocumentLists.told(part)
            return SavedFields.openDocument(told ?? part) ?? told
        }
        let frozen = try SavedFields.frozen(archive, freeze) { ["content.xml", "styles.xml"].contains($0) }
        if isOriginal && frozen != nil { _ = try OpenDocumentReader(archive, bytes) }
        let prepared = frozen ?? bytes
        return try OpenDocumentReader(frozen == nil ? archive : Archive(prepared), prepared).reading
    }

    private init(_ archive: Archive, _ bytes: Data) throws(FaultFound) {
        if let manifest = try archive.content("META-INF/manifest.xml"),
            manifest.range(of: Data("encryption-data".utf8)) != nil
        {
            throw FaultFound(.encrypted)
        }
        if archive.names.contains(where: { $0.hasPrefix("Basic/") || $0.hasPrefix("Scripts/") }) {
            throw FaultFound(.activeContent)
        }
        guard let content = try archive.content("content.xml") else { throw FaultFound(.broken) }
        // The styles first: the content names them.
        let files = [try archive.content("styles.xml"), content].compactMap { $0 }
        try self.init(files, Reading(bytes, as: "odt")) { name throws(FaultFound) in
            try archive.content(name.hasPrefix("./") ? String(name.dropFirst(2)) : name)
        }
    }

    /// A flat file, which LibreOffice made of a document in a format whose changes, comments and images are for no
    /// reader of its own to see.
    init(flat: Data) throws(FaultFound) { try self.init([flat], Reading(flat, as: "fodt")) { _ in nil } }

    private init(
        _ files: [Data], _ empty: Reading, image: (String) throws(FaultFound) -> Data?
    ) throws(FaultFound) {
        var reading = empty
        let story = OpenDocumentStory()
        for file in files { try XMLEvents.read(file, begin: story.begin, end: story.end, text: story.add) }
        if story.isUnfinished { throw FaultFound(.unfinished) }
        if story.isLinked { throw FaultFound(.linkedContent) }
        if story.isActive { throw FaultFound(.activeContent) }
        if story.isUndrawn { throw FaultFound(.contentLost) }
        for object in story.embedded {
            // Of objects without an image only charts are drawn; a formula becomes an icon.
            if let chart = try image("\(object.name)/content.xml"), ImageFile.isChart(chart) {
                if !object.isHidden { reading.pictures.body.append(Picture(chart: chart)) }
            } else if try object.image.flatMap(image) == nil {
                throw FaultFound(.contentLost)
            }
        }
        for _ in 0..<story.charts { reading.pictures.body.append(Picture(chart: Data())) }
        (reading.hasSigns, reading.hasCharts) = (story.hasSigns, !story.embedded.isEmpty)
        reading.constructs = story.constructs
        // The words of drawings in the text.
        var drawn = Words()
        func bytes(_ drawing: OpenDocumentStory.Drawing) throws(FaultFound) -> Data? {
            if let bytes = drawing.bytes { return bytes }
            return try image(drawing.name)
        }
        var edgeWords = story.edgeWords
        for drawing in story.drawings {
            reading.pictures.body.append(try Picture(bytes(drawing), words: &drawn))
        }
        for (name, master) in zip(story.masterNames, story.masters) where story.used.contains(name) {
            var kinds: [String: [Picture]] = [:]
            for (kind, drawings) in master.sorted(by: { $0.key < $1.key }) {
                kinds[kind] = []
                for drawing in drawings {
                    var drawn = Words()
                    kinds[kind]?.append(try Picture(bytes(drawing), words: &drawn))
                    edgeWords[kind == "" ? name : "Standard", default: Words()].add(drawn)
                }
            }
            reading.pictures.edges.append(.init(usual: kinds[""] ?? [], even: kinds["left"], first: kinds["first"]))
        }
        // Which kind of page comes first is not known.
        if reading.pictures.edges.count > 1 { reading.pictures.edges.insert(.init(), at: 0) }
        if let start = story.start, !start.isEmpty, start != "Standard",
            let index = story.masterNames.firstIndex(of: start)
        {
            let isSame = story.masters[index].keys.allSatisfy(\.isEmpty)
            reading.first = isSame ? edgeWords[start] ?? Words() : Words()
            reading.isRunningUnsure =
                story.next[start] != "Standard" || !story.used.isSubset(of: ["Standard", start])
        }
        reading.running = edgeWords["Standard"] ?? Words()
        (reading.rows, reading.others, reading.objects) = (story.rows, story.others, story.objects)
        for (name, words) in edgeWords.sorted(by: { $0.key < $1.key }) where name != "Standard" {
            reading.others.add(words)
        }
        reading.body = story.body + drawn.free
        (self.reading, whole) = (reading, story.whole)
    }
}
