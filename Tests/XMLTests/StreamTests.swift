import Foundation
import Testing
import XML

@Suite("The events of an XML document")
struct StreamTests {
    private func events(_ text: String, takesUndeclared: Bool = false) throws -> [String] {
        var told: [String] = []
        try XMLStream.read(Data(text.utf8), takesUndeclared: takesUndeclared) { event in
            switch event {
            case .start(let tag):
                let namespaces = tag.namespaces.map { "\($0.name)=\($0.address)" }
                let attributes = tag.attributes.map { "\($0.name.text)=\($0.text)" }
                told.append("<\(([tag.name.text] + namespaces + attributes).joined(separator: " "))>")
            case .text(let text): told.append(text)
            case .end(let name): told.append("</\(name.text)>")
            }
            return .goOn
        }
        return told
    }

    @Test("text comes in one piece up to the next tag: comments, instructions, CDATA and references do not part it")
    func text() throws {
        let told = try events("<a>é &amp; <!-- b -->\r\nc<?d e?>&#x1F30D;<![CDATA[<f>]]>g<h/>i</a>")
        #expect(told == ["<a>", "é & \nc🌍<f>g", "<h>", "</h>", "i", "</a>"])
        let long = String(repeating: "naïve ", count: 1000)
        #expect(try events("<a>\(long)</a>") == ["<a>", long, "</a>"])
    }

    @Test("attributes come as they are written, with XML's white space and references resolved")
    func attributes() throws {
        let told = try events("<a z='1' b=\"x&#10;&amp;&lt;&quot;\ty\n\" c=''/>")
        #expect(told == ["<a z=1 b=x\n&<\" y  c=>", "</a>"])
    }

    @Test("names have their namespaces, whatever the prefix")
    func namespaces() throws {
        var tags: [XMLTag] = []
        let text = "<p:a xmlns:p='urn:1' p:x='1' y='2' xml:lang='en'><b xmlns='urn:2'><c xmlns=''/></b></p:a>"
        try XMLStream.read(Data(text.utf8)) { event in
            if case .start(let tag) = event { tags.append(tag) }
            return .goOn
        }
        #expect(tags.map(\.name.local) == ["a", "b", "c"])
        #expect(tags.map(\.name.namespace) == ["urn:1", "urn:2", nil])
        let spaces = ["urn:1", nil, "http://www.w3.org/XML/1998/namespace"]
        #expect(tags[0].attributes.map(\.name.namespace) == spaces)
        #expect(tags[0].everyAttribute == ["xmlns:p": "urn:1", "p:x": "1", "y": "2", "xml:lang": "en"])
        #expect(tags[2].namespaces.map(\.name) == ["xmlns"])
    }

    @Test("a prefix that nothing declares is refused, but where a reader takes it as it is written")
    func undeclared() throws {
        #expect(throws: XMLError.undeclaredPrefix(line: 1)) { try events("<o:p/>") }
        #expect(throws: XMLError.undeclaredPrefix(line: 2)) { try events("<a>\n<b o:c='1'/></a>") }
        #expect(try events("<o:p o:c='1'/>", takesUndeclared: true) == ["<o:p o:c=1>", "</o:p>"])
    }

    @Test(
        "names that no namespace can have are refused",
        arguments: [
            "<a:b:c/>", "<:a/>", "<a xmlns:b=''/>", "<a xmlns:xml='urn:x'/>", "<a xmlns:xmlns='urn:x'/>",
            "<a xmlns:b='u' xmlns:c='u' b:d='1' c:d='2'/>",
        ])
    func wrongNames(text: String) {
        #expect(throws: XMLError.self) { try events(text, takesUndeclared: true) }
    }
}
