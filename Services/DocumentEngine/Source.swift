import Foundation
import Renditions

/// A document as it came: what it says, and what it is made a PDF file from.
struct Source {
    enum Content {
        case pdf(MadePDF)
        case office(OfficeText)
        case scan(Scan)
    }

    let content: Content
    /// Nil where only a layout tells.
    let pages: Int?
    let words: Words
    let images: Int

    init(_ type: DocumentType, _ bytes: Data, _ request: EngineRequest) throws(FaultFound) {
        switch type {
        case .pdf:
            let made = try PDFInspection.inspect(bytes, mostPages: request.mostPages)
            content = .pdf(made)
            (pages, words, images) = (made.pages.count, made.words, made.images)
        case .tiff, .jpeg, .png:
            let scan = try Scan(bytes, type, mostPages: request.mostPages)
            content = .scan(scan)
            (pages, words, images) = (scan.pageCount, Words(), scan.pageCount)
        default:
            let text = try OfficeText(type, bytes)
            content = .office(text)
            (pages, words, images) = (nil, text.words, text.images)
        }
    }

    /// Every word and every image of the document must be on the pages that were made of it.
    func compare(with made: MadePDF) throws(FaultFound) {
        if let pages, pages != made.pages.count {
            throw FaultFound(.contentLost, page: min(pages, made.pages.count) + 1)
        }
        var input = words
        if case .office(let text) = content { input = text.words(onPages: made.pages.count) }
        let fidelity = Fidelity(input: input, output: made.pages.map(\.words))
        if fidelity.lost > 0 { throw FaultFound(.contentLost, page: fidelity.page, count: fidelity.lost) }
        if made.images < images { throw FaultFound(.contentLost, count: images - made.images) }
    }
}
