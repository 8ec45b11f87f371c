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

    static let letter = Words("Aspirin 75 mg daily. Clopidogrel 75 mg daily. Review in six weeks.")

    @Test("are all there though the layout splits one and joins others")
    func layout() {
        let pages = [Words("Aspirin 75mg daily. Clopi dogrel 75 mg daily."), Words("Page 2 Review in six weeks.")]
        #expect(Fidelity(input: Self.letter, output: pages).lost == 0)
    }

    @Test("are missed when one is lost, with the page")
    func lostWord() {
        let pages = [Words("Aspirin 75 mg daily."), Words("75 mg daily. Review in six weeks.")]
        let fidelity = Fidelity(input: Self.letter, output: pages)
        #expect(fidelity.lost == 1)
        #expect(fidelity.page == 1)
    }

    @Test("are missed when one of several equal ones is lost")
    func lostRepetition() {
        let fidelity = Fidelity(
            input: Self.letter, output: [Words("Aspirin 75 mg daily. Clopidogrel daily. Review in six weeks.")])
        #expect(fidelity.lost > 0)
    }

    @Test("are found and missed among thousands that the layout splits")
    func many() {
        let words = (0..<4000).map { "\($0)" + String(repeating: "abcdef", count: 20) }
        let input = Words(words.joined(separator: " "))
        let halves = words.map { "\($0.prefix(80)) \($0.dropFirst(80))" }
        #expect(Fidelity(input: input, output: [Words(halves.joined(separator: " "))]).lost == 0)
        let short = Words(halves.dropLast().joined(separator: " "))
        #expect(Fidelity(input: input, output: [short]).lost > 0)
    }

    @Test(
        "are whole where a line breaks them at their own hyphen, point or sign, and not where a part is missing",
        arguments: [
            ("a follow-up in 6-8 weeks", "a follow- up in 6- 8 weeks", 0),
            ("ann.test@example.nhs.uk", "ann.test@example.nhs. uk", 0), ("co-codamol 8/500", "co- codamol 8/ 500", 0),
            ("a follow-up in 6-8 weeks", "a follow- in 6- 8 weeks", 1), ("an out-patient", "an out- patients", 0),
            ("5-10 mg", "510 mg", 1),
        ])
    func broken(input: String, output: String, lost: Int) {
        #expect(Fidelity(input: Words(input), output: [Words(output)]).lost == lost)
    }

    @Test("are missed when a page is empty")
    func nothing() {
        #expect(Fidelity(input: Self.letter, output: []).lost == Self.letter.count)
        #expect(Fidelity(input: Words(), output: [Words()]).lost == 0)
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
