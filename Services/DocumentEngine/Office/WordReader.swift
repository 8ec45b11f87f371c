import Foundation
import Renditions

/// The words and images of a DOCX file (ECMA-376), as a reader sees them.
struct WordReader {
    private(set) var body = Words()
    private(set) var running = Words()
    private(set) var first: Words?
    private(set) var images = 0

    init(_ bytes: Data) throws(FaultFound) {
        let archive = try Archive(bytes)
        let names = archive.names
        if names.contains(where: { $0.hasSuffix("vbaProject.bin") || $0.contains("/activeX/") }) {
            throw FaultFound(.activeContent)
        }
        let targets = try Self.targets(archive, of: "word/document.xml")
        let main = try Self.story(archive, "word/document.xml", targets)
        if main.hasOtherFile { throw FaultFound(.embeddedFiles) }
        body = main.words
        images = main.images
        for target in main.diagrams { body.add(try Self.diagram(archive, target)) }
        for name in ["word/footnotes.xml", "word/endnotes.xml"] where names.contains(name) {
            let notes = try Self.story(archive, name, try Self.targets(archive, of: name))
            for word in notes.words.list { body.add(word) }
            images += notes.images
        }
        for edge in main.edges {
            guard let target = targets[edge.id], edge.kind != "even" || main.edges.count > 20 else { continue }
            if edge.kind == "first" && !main.hasFirstPage { continue }
            let path = "word/\(target.name)"
            let story = try Self.story(archive, path, try Self.targets(archive, of: path))
            guard edge.kind != "even" else { continue }
            for word in story.words.list {
                if edge.kind == "first" {
                    first = first ?? Words()
                    first?.add(word)
                } else {
                    running.add(word)
                }
            }
            if edge.kind != "first" && main.hasFirstPage && first == nil { first = Words() }
        }
    }

    struct Target {
        var name: String
        var isOutside: Bool
    }

    /// A part's relationships. What lies outside is allowed for links that a reader may follow, and for the template,
    /// which is not shown; anything else would have to be fetched.
    private static func targets(_ archive: Archive, of part: String) throws(FaultFound) -> [String: Target] {
        let folder = part.split(separator: "/").dropLast().joined(separator: "/")
        let file = part.split(separator: "/").last ?? ""
        guard let data = try archive.content("\(folder)/_rels/\(file).rels") else { return [:] }
        var targets: [String: Target] = [:]
        var isLinked = false
        try XMLEvents.read(
            data,
            begin: { name, attributes in
                guard name == "Relationship", let id = attributes["Id"], let target = attributes["Target"] else {
                    return
                }
                let kind = attributes["Type"]?.split(separator: "/").last ?? ""
                let isOutside = attributes["TargetMode"] == "External"
                if isOutside && !["hyperlink", "attachedTemplate"].contains(kind) { isLinked = true }
                targets[id] = Target(name: target, isOutside: isOutside)
            }, end: { _ in }, text: { _ in })
        if isLinked { throw FaultFound(.linkedContent) }
        return targets
    }

    private static func story(
        _ archive: Archive, _ part: String, _ targets: [String: Target]
    ) throws(FaultFound) -> WordStory {
        guard let data = try archive.content(part) else { throw FaultFound(.broken) }
        let story = WordStory(targets)
        try XMLEvents.read(data, begin: story.begin, end: story.end, text: story.add)
        story.finish()
        if story.isUnfinished { throw FaultFound(.unfinished) }
        if story.isLinked { throw FaultFound(.linkedContent) }
        for image in story.drawings { try ImageFile.check(place(of: image, in: part), in: archive) }
        return story
    }

    /// Where a part's target lies in the archive (ECMA-376 part 2, 9.2).
    private static func place(of target: String, in part: String) -> String {
        if target.hasPrefix("/") { return String(target.dropFirst()) }
        var folders = part.split(separator: "/").dropLast()
        for step in target.split(separator: "/") where step != "." {
            if step == ".." { folders = folders.dropLast() } else { folders.append(step) }
        }
        return folders.joined(separator: "/")
    }

    /// The words of a diagram (DrawingML, ECMA-376 part 1, 21.4), which is drawn from a second part, if that is there.
    private static func diagram(_ archive: Archive, _ target: String) throws(FaultFound) -> Words {
        guard let data = try archive.content(place(of: target, in: "word/document.xml")) else {
            throw FaultFound(.broken)
        }
        var (words, isText) = (Words(), false)
        try XMLEvents.read(
            data, begin: { name, _ in isText = name == "a:t" }, end: { _ in isText = false },
            text: { if isText { words.add($0) } })
        return words
    }
}

/// One text of the file: the body, a head, the notes.
final class WordStory {
    struct Edge {
        var kind: String
        var id: String
    }

    private(set) var words = Words()
    var images: Int { drawings.count }
    /// The files of the images, and of the diagrams' texts, as the part names them.
    private(set) var drawings: [String] = []
    private(set) var diagrams: [String] = []
    private(set) var edges: [Edge] = []
    private(set) var hasFirstPage = false
    private(set) var isUnfinished = false
    private(set) var isLinked = false
    private(set) var hasOtherFile = false
    private let targets: [String: WordReader.Target]
    private var text = ""
    private var isText = false
    private var isInstruction = false
    private var fields = OpenFields()
    private var isHidden = false
    private var skipping = 0
    private static let fetched = ["INCLUDETEXT", "INCLUDEPICTURE", "DDE", "LINK ", "IMPORT"]

    init(_ targets: [String: WordReader.Target]) { self.targets = targets }

    func begin(_ name: String, _ attributes: [String: String]) {
        if name == "mc:Fallback" || skipping > 0 {
            skipping += 1
            return
        }
        switch name {
        // Formulas as well, which are lost where nothing lays them out.
        case "w:t", "m:t": isText = true
        case "w:instrText": isInstruction = true
        case "w:fldChar": field(attributes["w:fldCharType"])
        case "w:fldSimple":
            fields.begin()
            fields.instruct(attributes["w:instr"] ?? "")
            fields.show()
        case "w:tab", "w:br", "w:cr", "w:p": text += " "
        case "w:noBreakHyphen": text += "-"
        case "w:r": isHidden = false
        case "w:vanish", "w:webHidden": isHidden = !["0", "false", "off"].contains(attributes["w:val"] ?? "")
        case "w:ins", "w:del", "w:moveFrom", "w:moveTo", "w:commentReference": isUnfinished = true
        case "w:altChunk", "w:subDoc": hasOtherFile = true
        case "w:titlePg": hasFirstPage = !["0", "false", "off"].contains(attributes["w:val"] ?? "")
        case "w:headerReference", "w:footerReference":
            edges.append(Edge(kind: attributes["w:type"] ?? "default", id: attributes["r:id"] ?? ""))
        case "o:OLEObject": if attributes["DrawAspect"] == "Icon" { hasOtherFile = true }
        case "dgm:relIds":
            if let id = attributes["r:dm"], let target = targets[id] { diagrams.append(target.name) }
        case "a:blip":
            if attributes["r:link"] != nil { isLinked = true }
            note(image: attributes["r:embed"])
        case "v:imagedata": note(image: attributes["r:id"])
        default: break
        }
    }

    func end(_ name: String) {
        if skipping > 0 {
            skipping -= 1
            return
        }
        switch name {
        case "w:t", "m:t": isText = false
        case "w:instrText": isInstruction = false
        case "w:fldSimple": fields.end()
        case "w:p", "w:tc": flush()
        default: break
        }
    }

    func add(_ piece: String) {
        guard skipping == 0 else { return }
        if isInstruction { fields.instruct(piece) }
        if isText && !isHidden && !fields.isPageNumber { text += piece }
    }

    func finish() {
        fields.end()
        flush()
        for instruction in fields.instructions {
            let upper = instruction.uppercased().trimmingCharacters(in: .whitespaces) + " "
            if OfficeField.isLiveDate(upper) { isUnfinished = true }
            if Self.fetched.contains(where: upper.hasPrefix) { isLinked = true }
        }
    }

    private func field(_ kind: String?) {
        switch kind {
        case "begin": fields.begin()
        case "separate": fields.show()
        default: fields.end()
        }
    }

    private func flush() {
        words.add(text)
        text = ""
    }

    private func note(image id: String?) {
        guard let id, let target = targets[id] else { return }
        if target.isOutside { isLinked = true }
        if ImageFile.isMeant(by: target.name), !target.isOutside { drawings.append(target.name) }
    }
}
