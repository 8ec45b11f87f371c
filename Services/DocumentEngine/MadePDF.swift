import Foundation
import Renditions

/// A PDF file, what was done to get it, and what is on its pages.
struct MadePDF {
    var bytes: Data
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

    init(bytes: Data, alterations: [String], pages: [Page], isSigned: Bool = false) {
        (self.bytes, self.alterations, self.pages, self.isSigned) = (bytes, alterations, pages, isSigned)
    }

    init(_ bytes: Data, alterations: [String]) throws(FaultFound) {
        let reading = try PDFReading(bytes)
        self.init(bytes: bytes, alterations: alterations, pages: try reading.pages())
    }
}
