import Foundation
import Renditions
import Testing

@testable import DocumentEngine

/// Changes to a file before LibreOffice reads it, so that LibreOffice draws what Word shows.
@Suite("A file as it is given to LibreOffice")
struct PreparedFileTests {
    @Test("ends a list before a page break that begins the paragraph behind it, and nowhere else")
    func pageBreak() throws {
        func prepared(_ text: String) throws -> String {
            String(
                decoding: try RTFReader.read(Data("{\\rtf1 \(text)\\par}".utf8), isOriginal: false).prepared,
                as: UTF8.self)
        }
        let item = "\\pard\\ls1\\ilvl0 Digoxin\\par"
        #expect(try prepared("\(item) \\page \\pard\\plain Medicines").contains("\\par \\pard \\page \\pard\\plain"))
        for text in [
            "\(item) \\page Ramipril", "\(item) And \\page \\pard Medicines",
            "\\pard Dear\\par \\page \\pard Medicines",
            "\(item)\\pard Dear\\par \\page \\pard Medicines",
        ] {
            #expect(try prepared(text).contains(text))
        }
    }

    @Test("has bullets in ODT that every typeface has, where none of signs is named")
    func bullets() throws {
        func prepared(_ level: String) throws -> String {
            let level =
                "<text:list-style style:name=\"L\"><text:list-level-style-bullet text:level=\"1\" "
                + "text:bullet-char=\"\u{F0B7}\"\(level)</text:list-style>"
            let file = SampleOffice.odt("<text:p>Dear</text:p>", styles: level)
            let reading = try OpenDocumentReader.read(file, isOriginal: false)
            return String(decoding: try Archive(reading.prepared).content("content.xml") ?? Data(), as: UTF8.self)
        }
        #expect(try prepared("/>").contains("text:bullet-char=\"•\""))
        let symbol = "><style:text-properties style:font-name=\"Symbol\"/></text:list-level-style-bullet>"
        #expect(try prepared(symbol).contains("text:bullet-char=\"\u{F0B7}\""))
    }
}
