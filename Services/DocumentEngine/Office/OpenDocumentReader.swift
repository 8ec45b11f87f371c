import Foundation
import Renditions

/// The words and images of an ODT file (OASIS OpenDocument 1.2), as a reader sees them.
struct OpenDocumentReader {
    let body: Words
    let hidden: Words
    /// All that the text says, what is hidden among it.
    let whole: Words
    /// What any page may have at head and foot.
    private(set) var others: Words
    /// What stands once more on each page on which its table goes on.
    let rows: Words
    /// At head and foot of the standard page.
    let running: Words
    /// At head and foot of the first page, where that is of another kind.
    private(set) var first: Words?
    /// No page needs to be a standard one: the first is of another kind, and others than the standard one may follow.
    private(set) var isRunningUnsure = false
    /// The words of drawings in the text, which the body's are as well.
    private(set) var drawn = Words()
    /// A layout writes what the text does not say: the axes of a chart.
    let drawsText: Bool
    /// How many images and shapes stand in the text.
    let objects: Int
    private(set) var pictures = Pictures()
    /// Characters of a typeface of signs are in the text.
    let hasSigns: Bool

    init(_ archive: Archive) throws(FaultFound) {
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
        try self.init(files) { name throws(FaultFound) in
            try archive.content(name.hasPrefix("./") ? String(name.dropFirst(2)) : name)
        }
    }

    /// A flat file, which LibreOffice made of a document in a format whose changes, comments and images are for no
    /// reader of its own to see.
    init(flat: Data) throws(FaultFound) { try self.init([flat]) { _ in nil } }

    private init(
        _ files: [Data], image: (String) throws(FaultFound) -> Data?
    ) throws(FaultFound) {
        let story = OpenDocumentStory()
        for file in files { try XMLEvents.read(file, begin: story.begin, end: story.end, text: story.add) }
        if story.isUnfinished { throw FaultFound(.unfinished) }
        if story.isLinked { throw FaultFound(.linkedContent) }
        if story.isActive { throw FaultFound(.activeContent) }
        if story.isUndrawn { throw FaultFound(.contentLost) }
        for object in story.embedded {
            // Of objects without an image only charts are drawn; a formula becomes an icon.
            if let name = object.image, try image(name) != nil { continue }
            let content = try image("\(object.name)/content.xml")
            if content?.range(of: Data("<office:chart".utf8)) == nil { throw FaultFound(.contentLost) }
        }
        (hasSigns, drawsText) = (story.hasSigns, !story.embedded.isEmpty)
        func bytes(_ drawing: OpenDocumentStory.Drawing) throws(FaultFound) -> Data? {
            if let bytes = drawing.bytes { return bytes }
            return try image(drawing.name)
        }
        var edgeWords = story.edgeWords
        for drawing in story.drawings {
            pictures.body.append(try Picture(bytes(drawing), words: &drawn))
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
            pictures.edges.append(.init(usual: kinds[""] ?? [], even: kinds["left"], first: kinds["first"]))
        }
        // Which kind of page comes first is not known.
        if pictures.edges.count > 1 { pictures.edges.insert(.init(), at: 0) }
        if let start = story.start, !start.isEmpty, start != "Standard",
            let index = story.masterNames.firstIndex(of: start)
        {
            let isSame = story.masters[index].keys.allSatisfy(\.isEmpty)
            first = isSame ? edgeWords[start] ?? Words() : Words()
            isRunningUnsure = story.next[start] != "Standard" || !story.used.isSubset(of: ["Standard", start])
        }
        running = edgeWords["Standard"] ?? Words()
        (whole, rows, others) = (story.whole, story.rows, story.others)
        for (name, words) in edgeWords.sorted(by: { $0.key < $1.key }) where name != "Standard" { others.add(words) }
        (self.body, hidden, objects) = (story.body + drawn.free, story.hidden, story.objects)
    }
}
