import Foundation
import Testing
import XML

@Suite("Reading and writing XML")
struct XMLReadingTests {
    private func read(_ text: String) throws(XMLError) -> Element { try XMLReader.read(Data(text.utf8)) }

    @Test(
        "what is read and written again is read the same",
        arguments: [
            #"<a><b value="1"/><c url="u"><d value="x &amp; y"/></c></a>"#, "<p>Dear <b>Dr</b>, hello</p>",
            "<a>text &lt;here&gt;</a>", #"<a xmlns="urn:x" y="&quot;"/>"#, "<a><b/> <c/></a>",
        ])
    func roundTrip(text: String) throws {
        let element = try read(text)
        #expect(try XMLReader.read(XMLWriter.document(element)) == element)
    }

    @Test("text between elements is kept in its place")
    func mixed() throws {
        let element = try read("<p>Dear <b>Dr</b>, hello</p>")
        #expect(element.children.map(\.name) == ["", "b", ""])
        #expect(element.allText == "Dear Dr, hello")
    }

    @Test(
        "nothing comes from outside, and nothing is defined inside",
        arguments: [
            #"<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>"#, "<!DOCTYPE a><a/>",
            #"<!DOCTYPE a SYSTEM "a.dtd"><a/>"#,
        ])
    func documentTypes(text: String) {
        #expect(throws: XMLError.documentType) { try XMLReader.read(Data(text.utf8)) }
    }

    @Test("a document type that only names a definition is passed over where a format has one")
    func namedDocumentType() throws {
        let text = Data(#"<!DOCTYPE a SYSTEM "a.dtd"><a b="1"/>"#.utf8)
        #expect(try XMLReader.read(text, keepsDocumentType: true).attribute("b") == "1")
        let bomb = Data(#"<!DOCTYPE a SYSTEM "a.dtd" [<!ENTITY e "x">]><a>&e;</a>"#.utf8)
        #expect(throws: XMLError.documentType) { try XMLReader.read(bomb, keepsDocumentType: true) }
    }

    @Test(
        "what is not well-formed says on which line",
        arguments: ["<a>\n<b></a>", "", "text", "<a>b</c></a>", "<a>b</c>"])
    func broken(text: String) {
        #expect(throws: XMLError.self) { try XMLReader.read(Data(text.utf8)) }
        let deep = String(repeating: "<a>", count: 500) + String(repeating: "</a>", count: 500)
        #expect(throws: XMLError.self) { try XMLReader.read(Data(deep.utf8)) }
    }

    @Test("what ISO 8859-1 cannot hold becomes a reference, and is read back as it was")
    func latin1() throws {
        let element = Element("a", text: "naïve – 10 µg ☃")
        let bytes = try XMLWriter.document(element, encoding: .latin1)
        #expect(bytes.allSatisfy { $0 < 0x80 || $0 >= 0xA0 })
        #expect(bytes.range(of: Data("&#8211;".utf8)) != nil)
        #expect(try XMLReader.read(bytes) == element)
    }

    @Test("markup in CDATA is ASCII, and cannot end its section early")
    func markup() throws {
        var element = Element("a")
        element.content = .markup("<p>3 ≥ 2</p>]]>")
        let text = String(decoding: XMLWriter.fragment(element), as: UTF8.self)
        #expect(text == "<a><![CDATA[<p>3 &#8805; 2</p>]]&gt;]]></a>")
        #expect(try XMLReader.read(Data(text.utf8)).allText == "<p>3 &#8805; 2</p>]]&gt;")
    }

    @Test("a document goes to its sink in pieces that do not grow with it")
    func streaming() throws {
        let data = Data((0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        let element = Element("a", [Element("content", base64: Bytes(data)), Element("b", "end")])
        var pieces: [Data] = []
        try XMLWriter.write(element) { pieces.append($0) }
        #expect(pieces.allSatisfy { $0.count <= 140_000 })
        #expect(try pieces.reduce(Data(), +) == XMLWriter.document(element))
        #expect(XMLWriter.count(element) == pieces.reduce(0) { $0 + $1.count })
    }

    @Test(
        "bytes that lie elsewhere are the same in base64, whatever the pieces in which they come",
        arguments: [1, 2, 1000])
    func elsewhere(size: Int) throws {
        let data = Data((0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        let bytes = Bytes(count: data.count, start: data.prefix(1024), name: "hash") { sink in
            for start in stride(from: 0, to: data.count, by: size) { try sink(data.dropFirst(start).prefix(size)) }
        }
        let streamed = Element("a", [Element("content", base64: bytes)])
        let held = Element("a", [Element("content", base64: Bytes(data))])
        #expect(try XMLWriter.document(streamed) == XMLWriter.document(held))
        #expect(XMLWriter.count(streamed) == XMLWriter.count(held))
    }
}
