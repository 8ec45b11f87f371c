import Foundation
import Renditions

/// The words and images of an ODT file (OASIS OpenDocument 1.2), as a reader sees them.
struct OpenDocumentReader {
    private(set) var body = Words()
    private(set) var running = Words()
    private(set) var images = 0

    init(_ bytes: Data) throws(FaultFound) {
        let archive = try Archive(bytes)
        if let manifest = try archive.content("META-INF/manifest.xml"),
            manifest.range(of: Data("encryption-data".utf8)) != nil
        {
            throw FaultFound(.encrypted)
        }
        if archive.names.contains(where: { $0.hasPrefix("Basic/") || $0.hasPrefix("Scripts/") }) {
            throw FaultFound(.activeContent)
        }
        guard let content = try archive.content("content.xml") else { throw FaultFound(.broken) }
        let story = try Self.story(content, within: "office:body")
        body = story.words
        images = story.drawings.count
        for image in story.drawings {
            try ImageFile.check(image.hasPrefix("./") ? String(image.dropFirst(2)) : image, in: archive)
        }
        if let styles = try archive.content("styles.xml") {
            running = try Self.story(styles, within: "style:master-page").words
        }
    }

    /// What of a file the reader of its own format does not see, but the engine that lays it out: changes that are
    /// tracked, comments, and what is fetched.
    static func check(flat: Data) throws(FaultFound) { _ = try story(flat, within: "office:body") }

    private static func story(_ data: Data, within: String) throws(FaultFound) -> OpenDocumentStory {
        let story = OpenDocumentStory(within: within)
        try XMLEvents.read(data, begin: story.begin, end: story.end, text: story.add)
        if story.isUnfinished { throw FaultFound(.unfinished) }
        if story.isLinked { throw FaultFound(.linkedContent) }
        if story.isActive { throw FaultFound(.activeContent) }
        return story
    }
}

final class OpenDocumentStory {
    private(set) var words = Words()
    /// The files of the images.
    private(set) var drawings: [String] = []
    private(set) var isUnfinished = false
    private(set) var isLinked = false
    private(set) var isActive = false
    private let within: String
    private var depth = 0
    private var skipping = 0
    private var text = ""
    private static let silent: Set = [
        "style:header-left", "style:footer-left", "style:header-first", "style:footer-first", "office:forms",
        "svg:title",
        "svg:desc", "text:sequence-decls", "text:page-number", "text:page-count", "text:page-continuation",
    ]

    init(within: String) { self.within = within }

    func begin(_ name: String, _ attributes: [String: String]) {
        if skipping > 0 || Self.silent.contains(name) {
            skipping += 1
            return
        }
        // Only the standard page is sure to be used.
        if name == within && (within != "style:master-page" || attributes["style:name"] == "Standard") { depth = 1 }
        guard depth > 0 else { return }
        switch name {
        case "text:tracked-changes", "office:annotation": isUnfinished = true
        case "text:date", "text:time":
            if attributes["text:fixed"] != "true" { isUnfinished = true }
        case "office:script", "office:event-listeners": isActive = true
        case "text:section-source", "text:dde-source": isLinked = true
        case "text:s", "text:tab", "text:line-break": text += " "
        case "draw:image":
            guard let target = attributes["xlink:href"] else { return }
            if target.contains(":") || target.hasPrefix("/") || target.hasPrefix("..") { isLinked = true }
            if ImageFile.isMeant(by: target) { drawings.append(target) }
        default: break
        }
    }

    func end(_ name: String) {
        if skipping > 0 {
            skipping -= 1
            return
        }
        guard depth > 0 else { return }
        if ["text:p", "text:h"].contains(name) {
            words.add(text)
            text = ""
        }
        if name == within { depth = 0 }
    }

    func add(_ piece: String) { if depth > 0 && skipping == 0 { text += piece } }
}
