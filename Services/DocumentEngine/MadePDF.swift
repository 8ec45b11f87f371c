import Foundation
import Renditions

/// A PDF file, what was done to get it, and what is on its pages.
struct MadePDF {
    let bytes: Data
    /// Opened once for all who look at it.
    let opened: OpenedPDF
    var alterations: [String]
    /// What stands on each page, as a reader extracts it.
    var pages: [Page]
    /// Digitally signed: it goes as it is or not at all.
    var isSigned = false

    struct Page: Equatable {
        var words: Words
        var images: Int
    }

    var words: Words {
        var words = Words()
        for page in pages { words.add(page.words) }
        return words
    }

    var images: Int { pages.reduce(0) { $0 + $1.images } }

    /// - Parameter reading: of the same bytes, where there is one.
    init(
        bytes: Data, alterations: [String], pages: [Page], isSigned: Bool = false, reading: PDFReading? = nil
    ) {
        (self.bytes, self.alterations, self.pages, self.isSigned) = (bytes, alterations, pages, isSigned)
        opened = OpenedPDF(bytes, reading)
    }

    init(_ bytes: Data, alterations: [String]) throws(FaultFound) {
        opened = OpenedPDF(bytes)
        (self.bytes, self.alterations, pages) = (bytes, alterations, try opened.reading().pages())
    }
}

/// A PDF file in the hands of each of the two libraries, from when it is first asked for.
final class OpenedPDF {
    private let bytes: Data
    private var openFile: PDFFile?
    private var openReading: PDFReading?

    init(_ bytes: Data, _ reading: PDFReading? = nil) { (self.bytes, openReading) = (bytes, reading) }

    /// Its objects, which nobody changes.
    func file() throws(FaultFound) -> PDFFile {
        if let openFile { return openFile }
        let file = try PDFFile(bytes)
        openFile = file
        return file
    }

    func reading() throws(FaultFound) -> PDFReading {
        if let openReading { return openReading }
        let reading = try PDFReading(bytes)
        openReading = reading
        return reading
    }
}
