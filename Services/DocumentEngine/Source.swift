import Foundation
import Renditions

/// A document as it came: what it says, and what it is made a PDF file from.
struct Source {
    enum Content {
        case pdf(MadePDF)
        case office(OfficeText)
        case scan(Scan)
    }

    private(set) var content: Content
    /// Nil where only a layout tells.
    let pages: Int?
    private(set) var words: Words
    private(set) var images: Int

    init(_ type: DocumentType, _ bytes: Data, _ request: EngineRequest) throws(FaultFound) {
        switch type {
        case .pdf:
            let made = try PDFInspection.inspect(
                bytes, mostPages: request.mostPages, signedAt: request.signedAt)
            content = .pdf(made)
            (pages, words, images) = (made.pages.count, made.words, made.images)
        case .tiff, .jpeg, .png:
            let scan = try Scan(bytes, type, mostPages: request.mostPages)
            content = .scan(scan)
            (pages, words, images) = (scan.pageCount, Words(), scan.pageCount)
        default:
            let text = try OfficeText(type, bytes, isOriginal: request.form == .original)
            content = .office(text)
            (pages, words, images) = (nil, text.words, text.reading.pictures.count)
        }
    }

    var isPDF: Bool { if case .pdf = content { true } else { false } }
    /// Of which it is not known whether a layout draws it.
    var constructs: Constructs { if case .office(let text) = content { text.reading.constructs } else { Constructs() } }

    var hasMacros: Bool { if case .office(let text) = content { text.reading.hasMacros } else { false } }

    /// Of a file whose own reader does not tell all, what LibreOffice reads in it.
    ///
    /// - Returns: that reading as a flat file, where there is one.
    mutating func learn(from office: OfficeEngine) throws -> Data? {
        guard case .office(var text) = content, text.reading.suffix == "doc" else { return nil }
        let flat = try office.text(of: text.reading.prepared, as: "doc")
        try text.learn(from: OpenDocumentReader(flat: flat))
        (content, words, images) = (.office(text), text.words, text.reading.pictures.count)
        return flat
    }

    /// Writes characters of typefaces of signs as what they say.
    ///
    /// - Parameters:
    ///   - read: the flat file, where LibreOffice has read the document already.
    ///   - isPage: a sign that is not known may stay, if a typeface here draws it.
    mutating func tellSigns(_ office: OfficeEngine, _ read: Data?, isPage: Bool) throws {
        guard case .office(var text) = content, text.reading.hasSigns else { return }
        let flat = try read ?? office.text(of: text.reading.prepared, as: text.reading.suffix)
        let told = try SignText(flat)
        if told.unknown > 0 { throw FaultFound(isPage ? .fontMissing : .sectionLost, count: told.unknown) }
        if told.unread > 0 && !isPage { throw FaultFound(.sectionLost, count: told.unread) }
        if !told.isTold { return }
        // A chart or a formula is lost on the way through a flat file.
        if flat.range(of: Data("<draw:object".utf8)) != nil { throw FaultFound(.contentLost) }
        try text.tell(told, of: OpenDocumentReader(flat: flat))
        (content, words) = (.office(text), text.words)
    }

    /// Every word and every image of the document must be on the pages that were made of it.
    func compare(with made: MadePDF) throws(FaultFound) {
        if let pages, pages != made.pages.count {
            throw FaultFound(.contentLost, page: min(pages, made.pages.count) + 1)
        }
        guard case .office(let text) = content else {
            if made.images < images { throw FaultFound(.contentLost, count: images - made.images) }
            return
        }
        let shown = made.pages.map(\.words)
        let drawn = try DrawnText.pages(of: made)
        for (index, page) in drawn.enumerated() {
            // A reader does not see what is drawn beyond the edges of a page.
            let beyond = page.letters(beyond: shown[index])
            if beyond > 0 { throw FaultFound(.contentLost, page: index + 1, count: beyond) }
        }
        let fidelity = Fidelity(input: text.words, output: drawn, edges: text.edges(on: shown), .pages)
        if fidelity.lost > 0 { throw FaultFound(.contentLost, page: fidelity.page, count: fidelity.lost) }
        if fidelity.added > 0 && !text.drawsText {
            throw FaultFound(.contentLost, page: fidelity.page, count: fidelity.added)
        }
        let missing = text.reading.pictures.least(onPages: made.pages.count) - made.images
        if missing > 0 { throw FaultFound(.contentLost, count: missing) }
        if text.reading.pictures.different > 0 {
            let missing = text.reading.pictures.different - (try made.opened.file().images.count)
            if missing > 0 { throw FaultFound(.contentLost, count: missing) }
        }
    }
}
