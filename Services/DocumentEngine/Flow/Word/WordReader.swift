import Foundation
import Renditions

/// The words and images of a DOCX file (ECMA-376), as a reader sees them.
struct WordReader: FlowReader {
    private var reading: Reading
    private let package: WordPackage
    private var styles = WordStyles()
    private var numbering = WordNumbering()
    private let isOriginal: Bool

    static func read(_ bytes: Data, isOriginal: Bool) throws(FaultFound) -> Reading {
        let archive = try Archive(bytes)
        let freeze = { (part: Data) in SavedFields.word(part) ?? WordNumbering.told(part) }
        let frozen = try SavedFields.frozen(archive, freeze) { $0.hasPrefix("word/") }
        if isOriginal && frozen != nil { _ = try WordReader(archive, bytes, isOriginal) }
        let prepared = frozen ?? bytes
        return try WordReader(frozen == nil ? archive : Archive(prepared), prepared, isOriginal).reading
    }

    private init(_ archive: Archive, _ bytes: Data, _ isOriginal: Bool) throws(FaultFound) {
        (reading, self.isOriginal) = (Reading(bytes, as: "docx"), isOriginal)
        package = try WordPackage(archive)
        reading.hasMacros = package.hasMacros
        let targets = try package.targets(of: package.main)
        if let name = package.place("styles", among: targets), let data = try package.archive.content(name) {
            styles = try WordStyles(data)
            reading.hasSigns = styles.hasSigns
        }
        if let name = package.place("numbering", among: targets), let data = try package.archive.content(name) {
            numbering = try WordNumbering(data)
        }
        let main = try story(package.main, targets)
        if main.hasOtherFile { throw FaultFound(.embeddedFiles) }
        (reading.body, reading.rows, reading.pictures.body) = (main.words, main.rows, main.pictures)
        for target in main.diagrams { reading.body.add(try diagram(target).free) }
        for kind in ["footnotes", "endnotes"] {
            guard let name = package.place(kind, among: targets), try package.archive.content(name) != nil else {
                continue
            }
            let notes = try story(name, try package.targets(of: name))
            reading.body.add(notes.words.free)
            reading.pictures.body += notes.pictures
        }
        try readEdges(main, targets)
    }

    /// What stands at head and foot. A section that names none of a kind has that of the section before (17.10.1).
    private mutating func readEdges(_ main: WordStory, _ targets: [String: WordPackage.Target]) throws(FaultFound) {
        var hasEven = false
        if let name = package.place("settings", among: targets), let data = try package.archive.content(name) {
            try XMLEvents.read(
                data,
                begin: { name, attributes in
                    if name == "w:evenAndOddHeaders" { hasEven = WordStyles.isOn(attributes) }
                }, end: { _ in }, text: { _ in })
        }
        var named: [String: WordStory] = [:]
        var parts: [String: String] = [:]
        let isOnly = main.sections.count == 1
        var certain: Set<String> = []
        for (index, section) in main.sections.enumerated() {
            for edge in section.edges {
                guard let target = targets[edge.id] else { continue }
                let path = package.place(of: target.name, in: package.main)
                let story = try story(path, try package.targets(of: path))
                (named[edge.name], parts[edge.name]) = (story, path)
                switch edge.kind {
                case "default" where isOnly: reading.running.add(story.words)
                case "first" where isOnly && section.hasFirstPage:
                    if reading.first == nil { reading.first = Words() }
                    reading.first?.add(story.words)
                default: reading.others.add(story.words)
                }
            }
            if isOnly && section.hasFirstPage && reading.first == nil { reading.first = Words() }
            // Of several sections it is only known how a page looks with which one begins.
            let isOdd = !hasEven || index == 0
            if !isOnly && (index == 0 || section.beginsPage) && (section.hasFirstPage || isOdd) {
                for place in ["header", "footer"] {
                    let name = "\(place) \(section.hasFirstPage ? "first" : "default")"
                    if let part = parts[name], certain.insert(part).inserted, let story = named[name] {
                        reading.running.add(story.words)
                    }
                }
            }
            let pictures = { (kind: String) in
                ["header", "footer"].flatMap { named["\($0) \(kind)"]?.pictures ?? [] }
            }
            reading.pictures.edges.append(
                .init(
                    usual: pictures("default"), even: hasEven ? pictures("even") : nil,
                    first: section.hasFirstPage ? pictures("first") : nil))
        }
    }

    private mutating func story(
        _ part: String, _ targets: [String: WordPackage.Target]
    ) throws(FaultFound) -> WordStory {
        guard let data = try package.archive.content(part) else { throw FaultFound(.broken) }
        let story = WordStory(targets, styles, numbering)
        try XMLEvents.read(data, begin: story.begin, end: story.end, text: story.add)
        story.finish()
        if story.isUnfinished { throw FaultFound(.unfinished) }
        if story.isLinked || (isOriginal && story.hasLinkedCopies) { throw FaultFound(.linkedContent) }
        if story.isUndrawn { throw FaultFound(.contentLost) }
        reading.constructs.add(story.constructs)
        if story.hasSigns { reading.hasSigns = true }
        if story.drawsText { reading.hasCharts = true }
        for image in story.drawings {
            try story.add(image: try package.archive.content(package.place(of: image, in: part)))
        }
        return story
    }

    /// The words of a diagram (DrawingML, ECMA-376 part 1, 21.4), which is drawn from a second part, if that is there.
    private func diagram(_ target: String) throws(FaultFound) -> Words {
        guard let data = try package.archive.content(package.place(of: target, in: package.main)) else {
            throw FaultFound(.broken)
        }
        var (words, isText) = (Words(), false)
        try XMLEvents.read(
            data, begin: { name, _ in isText = name == "a:t" }, end: { _ in isText = false },
            text: { if isText { words.add($0) } })
        return words
    }
}

/// Word's own XML of 2003, all in one file.
enum WordXMLReader: FlowReader {
    static func read(_ bytes: Data, isOriginal: Bool) throws(FaultFound) -> Reading {
        let story = WordStory([:], WordStyles(), WordNumbering())
        try XMLEvents.read(bytes, begin: story.begin, end: story.end, text: story.add)
        story.finish()
        if story.isUnfinished { throw FaultFound(.unfinished) }
        var reading = Reading(bytes, as: "xml")
        (reading.body, reading.constructs) = (story.words, story.constructs)
        return reading
    }
}
