import Foundation
import Testing
import XML

@Suite("The bounds of XML")
struct LimitTests {
    private func failure(_ text: String, _ limits: XMLLimits = XMLLimits()) -> XMLError? {
        do throws(XMLError) {
            _ = try XMLReader.read(Data(text.utf8), limits: limits)
            return nil
        } catch {
            return error
        }
    }

    private func nested(_ count: Int) -> String {
        String(repeating: "<a>", count: count) + String(repeating: "</a>", count: count)
    }

    @Test("hold for depth")
    func depth() {
        #expect(failure(nested(200)) == nil)
        #expect(failure(nested(201)) == .beyond(.depth, line: 1))
        #expect(failure(String(repeating: "<a>\n", count: 500_000)) == .beyond(.depth, line: 201))
        #expect(failure(nested(21), XMLLimits(depth: 20)) == .beyond(.depth, line: 1))
    }

    @Test("hold for the length of names, of elements, attributes and prefixes", arguments: [1001, 60_000, 2_000_000])
    func names(length: Int) {
        let name = String(repeating: "n", count: length)
        for text in ["<\(name)/>", "<a \(name)='1'/>", "<\(name):a xmlns:\(name)='urn:x'/>"] {
            #expect(failure(text) == .beyond(.nameLength, line: 1))
        }
        #expect(failure("<\(name.prefix(1000))/>") == nil)
    }

    @Test("hold for attributes, however many there are, before they are compared with one another")
    func attributes() {
        func tag(_ count: Int, _ prefix: String = "") -> String {
            "<a" + (0..<count).map { "\n\(prefix)b\($0)='1'" }.joined() + "/>"
        }
        #expect(failure(tag(1000)) == nil)
        #expect(failure("<x>\n\(tag(1001))</x>") == .beyond(.attributes, line: 2))
        #expect(failure(tag(300_000)) == .beyond(.attributes, line: 1))
        #expect(failure(tag(1001, "xmlns:")) == .beyond(.attributes, line: 1))
        let scopes = (0..<150).map { level in
            "<a " + (0..<10).map { "xmlns:n\(level)x\($0)='urn:x'" }.joined(separator: " ") + ">"
        }
        #expect(failure(scopes.joined()) == .beyond(.attributes, line: 1))
        let siblings = scopes.map { "\($0)</a>" }.joined()
        #expect(failure("<x>\(siblings)</x>") == nil)
    }

    @Test("hold for elements, text, size and time")
    func others() {
        let many = "<a>" + String(repeating: "<b/>\n", count: 999) + "</a>"
        #expect(failure(many, XMLLimits(elements: 1000)) == nil)
        #expect(failure(many, XMLLimits(elements: 999)) == .beyond(.elements, line: 999))
        let text = String(repeating: "t", count: 101)
        for text in [
            "<a>\(text)</a>", "<a><!-- -->\(text.dropFirst())<?b?><![CDATA[\(text)]]></a>", "<a b='\(text)'/>",
        ] {
            #expect(failure(text, XMLLimits(text: 100)) == .beyond(.text, line: 1))
        }
        #expect(failure("<a>\(text.dropFirst())</a>", XMLLimits(text: 100)) == nil)
        #expect(failure("<a>\(text)</a>", XMLLimits(size: 100)) == .beyond(.size, line: 1))
        #expect(failure(many, XMLLimits(time: .zero))?.description.contains("time") == true)
    }

    @Test("are none of libxml2's own: a value and a text of more than 10 million bytes are read")
    func large() throws {
        let long = String(repeating: "AAAA", count: 2_600_000)
        let root = try XMLReader.read(Data("<a><b value='\(long)'/><c>\(long)</c></a>".utf8))
        #expect(root.first("b")?.valueText?.utf8.count == 10_400_000)
        #expect(root.first("c")?.allText.utf8.count == 10_400_000)
    }

    @Test("a reader that has enough stops the document, and what follows is not judged")
    func stop() throws {
        var names: [String] = []
        try XMLStream.read(Data("<a><b/><c/><d></a>".utf8)) { event in
            if case .start(let tag) = event { names.append(tag.name.text) }
            return names.last == "b" ? .stop : .goOn
        }
        #expect(names == ["a", "b"])
    }
}
