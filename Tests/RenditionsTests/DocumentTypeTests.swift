import Foundation
import Renditions
import Testing

@Suite("The type of a document")
struct DocumentTypeTests {
    @Test(
        "is told by its content",
        arguments: [
            ("%PDF-1.7 …", DocumentType.pdf), ("junk\r\n%PDF-1.4", .pdf), ("{\\rtf1\\ansi Dear", .rtf),
            ("\u{FEFF}<!DOCTYPE html><p>Dear", .html), ("<html><body>", .html), ("Dear colleague,\r\n\tseen", .text),
            ("<?xml version=\"1.0\"?><html xmlns=\"\">", .html), ("\r\n{\\rtf1 Dear", .rtf),
            ("\u{FEFF}{\\rtf1 Dear", .rtf), ("<!-- saved --> <html><body>", .html), ("<h1>Discharge", .html),
            ("<FONT face=Arial>Dear", .html), ("Dear Dr<br />Aspirin", .html), ("<5 mg daily, <b or so", .text),
            ("<name> was seen", .text),
            ("PK\u{3}\u{4}… [Content_Types].xml … word/letter.xml …", .docx),
            ("PK\u{3}\u{4}… mimetypeapplication/vnd.oasis.opendocument.text …", .odt),
        ])
    func known(text: String, type: DocumentType) {
        #expect(DocumentType(contentOf: Data(text.utf8)) == type)
        #expect(type.actual(Data(text.utf8)) == type)
    }

    @Test("is told of scans and Word's older files by their first bytes")
    func binary() {
        #expect(DocumentType(contentOf: Data([0x49, 0x49, 0x2A, 0x00, 8])) == .tiff)
        #expect(DocumentType(contentOf: Data([0x4D, 0x4D, 0x00, 0x2A, 0])) == .tiff)
        #expect(DocumentType(contentOf: Data([0xFF, 0xD8, 0xFF, 0xE0])) == .jpeg)
        #expect(DocumentType(contentOf: Data([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])) == .doc)
    }

    @Test(
        "is none of ours where the bytes say so",
        arguments: [Data(), Data("PK\u{3}\u{4} xl/workbook.xml".utf8), Data([0, 1, 2]), Data([0x41, 0, 0x42, 0])])
    func unknown(bytes: Data) {
        #expect(DocumentType(contentOf: bytes) == nil)
    }

    @Test(
        "is none of ours where programs talk to one another",
        arguments: [
            "<?xml version=\"1.0\"?><ClinicalDocument>", "<Bundle xmlns=\"http://hl7.org/fhir\">", "MSH|^~\\&|A|B",
            "%!PS-Adobe-3.0\n", "{\"resourceType\": \"Bundle\"}",
            "From: a\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed\r\n",
            String(repeating: "JVBERi0xLjcKMSAwIG9iago8\n", count: 20),
        ])
    func messages(text: String) {
        #expect(DocumentType(contentOf: Data(text.utf8)) == nil)
    }

    @Test("may be text or HTML as Windows writes it")
    func windows() {
        #expect(DocumentType(contentOf: Data("38.5".utf8) + [0xB0] + Data("C".utf8)) == .text)
        #expect(DocumentType(contentOf: Data("<html>38.5".utf8) + [0xB0]) == .html)
        #expect(DocumentType(contentOf: Data([0xFF, 0xFE, 0x44, 0])) == .text)
        #expect(DocumentType(contentOf: Data([0xFE, 0xFF, 0, 0x3C, 0, 0x70, 0, 0x3E])) == .html)
        #expect(DocumentType(contentOf: Data([0xFF, 0xFE, 0x44])) == nil)
        #expect(DocumentType(contentOf: Data([0xFF, 0xFE, 0, 0xD8, 0x44, 0])) == nil)
    }

    @Test("may be text as DOS ends it, as Word parts its lines, or of 16-bit units without a mark")
    func old() throws {
        let letter = "Dear colleague,\r\naspirin 75 mg"
        for end in [[0x1A], [0x1A, 0, 0], [0, 0, 0]] as [[UInt8]] {
            let text = try #require(EncodedText(Data(letter.utf8) + end))
            #expect(text.text == letter && !text.isUnicode)
        }
        #expect(EncodedText(Data(letter.utf8) + [0x1A] + Data("x".utf8)) == nil)
        #expect(EncodedText(Data("Dear\u{B}colleague".utf8))?.text == "Dear\ncolleague")
        for encoding in [String.Encoding.utf16LittleEndian, .utf16BigEndian] {
            #expect(EncodedText(letter.data(using: encoding) ?? Data())?.text == letter)
        }
    }

    @Test(
        "stays UTF-8 with a stray byte of Windows in it, and Windows-1252 with two characters that look like UTF-8",
        arguments: [
            ("Hb ≥ 120 g/L, 38 °C", "Hb ≥ 120 g/L, 38 °C, the patient’s"), ("£5", "£5, the patient’s"),
            ("plain", "plain, the patient’s"),
        ])
    func stray(unicode: String, expected: String) throws {
        let text = Data("\(unicode), the patient".utf8) + [0x92] + Data("s".utf8)
        #expect(EncodedText(text)?.text == expected)
    }

    @Test("is Windows-1252 where a capital and a quote look like one letter of UTF-8")
    func capitals() {
        let text = Data([0x93]) + Data("CAF".utf8) + [0xC9, 0x94]
        #expect(EncodedText(text)?.text == "“CAFÉ”")
    }

    @Test(
        "that is HTML says in which encoding it is",
        arguments: [("windows-1252", "£"), ("ISO-8859-1", "£"), ("iso-8859-2", "Ł"), ("windows-1253", "£")])
    func declared(name: String, sign: String) throws {
        let page = Data("<html><meta charset=\"\(name)\"><p>a".utf8) + [0xA3]
        let text = try #require(EncodedText(page))
        #expect(text.text.hasSuffix("a\(sign)") && !text.isUnicode)
        let again = try #require(EncodedText(text.unicode))
        #expect(again.isUnicode && again.text == "<html><meta charset=\"utf-8\"><p>a\(sign)")
    }

    @Test("may be text that begins like HTML, but never HTML that begins like text")
    func claims() {
        #expect(DocumentType.text.actual(Data("<p>Dear".utf8)) == .html)
        #expect(DocumentType.html.actual(Data("Dear".utf8)) == nil)
    }

    @Test("may be another word processor's or another scan's than was said, and nothing else")
    func sorts() {
        let rtf = Data("{\\rtf1".utf8)
        #expect(DocumentType.doc.actual(rtf) == .rtf)
        #expect(DocumentType.docx.actual(rtf) == .rtf)
        #expect(DocumentType.tiff.actual(Data([0xFF, 0xD8, 0xFF, 0xE0])) == .jpeg)
        #expect(DocumentType.pdf.actual(rtf) == nil)
        #expect(DocumentType.doc.actual(Data("<html>Not found".utf8)) == nil)
        #expect(DocumentType.pdf.actual(Data("<html>Not found".utf8)) == nil)
        let html = Data("<html xmlns:w=\"urn:schemas-microsoft-com:office:word\"><p>Dear".utf8)
        #expect(DocumentType.doc.actual(html) == .html)
        let page = Data("MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n".utf8)
        #expect(DocumentType.doc.actual(page) == .mhtml && DocumentType.html.actual(page) == .mhtml)
        #expect(DocumentType.png.actual(Data("GIF89a".utf8)) == .gif)
        #expect(DocumentType(contentOf: Data("BM all letters begin so, even those of a bank manager".utf8)) == .text)
        #expect(DocumentType.jpeg.actual(Data("%PDF-1.7".utf8)) == nil)
    }

    @Test(
        "has other names in the field",
        arguments: [
            ("text/rtf", DocumentType.rtf), ("image/jpg", .jpeg), ("Application/PDF", .pdf),
            ("text/plain; charset=windows-1252", .text), ("application/msword", .doc),
        ])
    func names(name: String, type: DocumentType) {
        #expect(DocumentType(mediaType: name) == type)
    }

    @Test("is none of ours by its name", arguments: ["", "application/zip", "pdf", ";application/pdf"])
    func strangers(name: String) {
        #expect(DocumentType(mediaType: name) == nil)
    }
}
