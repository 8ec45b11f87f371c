import Foundation
import Renditions
import Testing

@Suite("The words of a letter")
struct WordsTests {
    @Test(
        "are the same however they are laid out",
        arguments: [
            ("Dear Dr Test,", "dear  dr\ntest"), ("“Aspirin” – 75 mg", "\"aspirin\" - 75 mg"),
            ("ﬁnding", "finding"), ("co\u{AD}dei\u{AD}ne", "codeine"), ("• One", "one"), ("Zoë’s", "zoë's"),
        ])
    func same(one: String, other: String) {
        #expect(Words(one) == Words(other))
    }

    @Test(
        "are others when a dose, a unit or a comparison is another",
        arguments: [("2.5 mg", "25 mg"), ("5 mg", "5 g"), ("> 5", "< 5"), ("K+ 4.1", "K 4.1"), ("1/2", "12")])
    func different(one: String, other: String) {
        #expect(Words(one) != Words(other))
    }
}

@Suite("HTML as pieces")
struct HTMLPiecesTests {
    private func pieces(_ html: String) -> [HTMLPieces.Piece] { Array(HTMLPieces(html)) }

    @Test("reads tags, attributes and references as browsers do")
    func reading() {
        #expect(
            pieces("<P Class=a>5 &gt; 4 &#8805; 3<br/></p>") == [
                .begin("p", ["class": "a"]), .text("5 > 4 ≥ 3"), .begin("br", [:]), .end("p"),
            ])
    }

    @Test("takes characters of Windows by their numbers, and the oldest names without a semicolon")
    func oldReferences() {
        #expect(pieces("5&#150;10 &lt5 K&nbsp5 &ge5 &#0;") == [.text("5–10 <5 K\u{A0}5 &ge5 \u{FFFD}")])
    }

    @Test("tells each piece as it is written")
    func sources() {
        var pieces = HTMLPieces("<!-- c --><P Class=a>5 &gt; 4</p >")
        var sources: [String] = []
        while pieces.next() != nil { sources.append(pieces.source) }
        #expect(sources == ["<P Class=a>", "5 &gt; 4", "</p >"])
    }

    @Test("does not take a comparison for a tag, nor a script for text to read")
    func traps() {
        #expect(pieces("a < b").compactMap { if case .text(let text) = $0 { text } else { nil } }.joined() == "a < b")
        #expect(pieces("<script>if (a<b) {}</script>x").last == .text("x"))
        #expect(pieces("<!-- a > b --><i>") == [.begin("i", [:])])
        #expect(pieces("<p") == [.begin("p", [:])])
    }
}

@Suite("The talk with a document engine")
struct EngineTalkTests {
    @Test("begins with two lengths, and absurd ones are refused")
    func lengths() throws {
        let frame = try EngineFrame.start(EngineAnswer(type: .pdf), body: 70_000)
        let lengths = try #require(EngineFrame.lengths(frame.prefix(EngineFrame.prefixSize)))
        #expect(lengths.head == frame.count - EngineFrame.prefixSize)
        #expect(lengths.body == 70_000)
        #expect(EngineFrame.lengths(.init(repeating: 0xFF, count: 12)) == nil)
        #expect(EngineFrame.lengths(.init()) == nil)
    }
}
