import Foundation
import Renditions
import Testing

@Suite("The comparison of a letter with its pages")
struct FidelityTests {
    /// Of paragraphs, or of pieces of a page as they are drawn.
    private static func words(_ texts: [String], free: Set<Int> = []) -> Words {
        var words = Words()
        for (index, text) in texts.enumerated() {
            words.add((free.contains(index) ? String(Character(TextMark.free)) : "") + text)
        }
        return words
    }

    private static func judged(_ letter: [String], _ pages: [[String]], edges: Fidelity.Edges = .init()) -> Fidelity {
        Fidelity(input: words(letter), output: pages.map { words($0) }, edges: edges, .pages)
    }

    private static let letter = ["Stop warfarin 3 mg", "Follow-up in 6-8 weeks", "GP", "Yours"]

    @Test(
        "finds every word, wherever lines and pages end",
        arguments: [
            [["Stop warfarin 3 mg", "Follow-up in 6-8 weeks", "GP", "Yours"]],
            [["Stop warfarin", "3 mg", "Follow-", "up in 6-", "8 weeks", "GP", "Yours"]],
            [["Stop warfarin 3", "mg", "Follow-up in", "GP"], ["6-8 weeks", "Yours"]],
            [["Stop warfarin 3", "mg", "GP"], ["Follow-up in 6-8 weeks", "Yours"]],
            [["Stop", "Follow-", "GP"], ["warfarin 3 mg", "up in 6-8 weeks", "Yours"]],
        ])
    func whole(pages: [[String]]) {
        let judged = Self.judged(Self.letter, pages)
        #expect(judged.lost == 0 && judged.added == 0)
    }

    @Test(
        "misses what is lost, and finds what is added or moved",
        arguments: [
            [["Stop warfarin 3 mg", "Follow-up in 6-8 weeks", "Yours"]],
            [["Stop warfarin 3 mg", "Follow- in 6-8 weeks", "GP", "Yours"]],
            [["Stop warfarin mg", "Follow-up in 6-8 weeks", "GP", "Yours"]],
            [["Stop warfarin 3 mg", "Follow-up in 68 weeks", "GP", "Yours"]],
            [["Do not stop warfarin 3 mg", "Follow-up in 6-8 weeks", "GP", "Yours"]],
            [["Stop warfarin 3 mg", "Follow-up in 6-8 weeks", "GP", "not", "Yours"]],
            [["Follow-up in 6-8 weeks", "Stop warfarin 3 mg", "GP", "Yours"]],
            [["Stop 3 mg warfarin", "Follow-up in 6-8 weeks", "GP", "Yours"]],
            [["Stop warfarin 3 mg", "GP", "Follow-up in 6-8 weeks", "Yours"]], [],
        ])
    func wrong(pages: [[String]]) {
        let judged = Self.judged(Self.letter, pages)
        #expect(judged.lost > 0 || judged.added > 0)
    }

    @Test("tells two doses that are exchanged, though every word is there")
    func exchanged() {
        let letter = ["Warfarin", "3 mg", "Aspirin", "75 mg", "Digoxin", "3 mg"]
        let judged = Self.judged(letter, [["Warfarin", "75 mg", "Aspirin", "3 mg", "Digoxin", "3 mg"]])
        #expect(judged.lost > 0 || judged.added > 0)
        #expect(Self.judged(["Stop warfarin, start aspirin"], [["Stop aspirin, start warfarin"]]).lost > 0)
    }

    @Test(
        "finds a word that a hyphen of the layout parts, where a row goes on on the next page",
        arguments: [
            [["Hydroxocobal-", "1.5 mg"], ["amin weekly", "Yours"]],
            [["Hydroxocobal", "-", "1.5 mg"], ["amin weekly", "Yours"]],
            [["Hydroxo-", "cobalamin", "1.5 mg"], ["weekly", "Yours"]],
            [["Hydroxo-"], ["cobal-", "1.5 mg"], ["amin weekly", "Yours"]],
        ])
    func parted(pages: [[String]]) {
        let letter = ["Hydroxocobalamin weekly", "1.5 mg", "Yours"]
        #expect(Self.judged(letter, pages) == Self.judged([], []))
    }

    @Test(
        "takes no other hyphen for one of the layout",
        arguments: [
            [["Hydroxocobal-", "1.5 mg"], ["in weekly", "Yours"]],
            [["Hydroxocobalamin", "1.-"], ["weekly", "5 mg", "Yours"]],
            [["-", "1.5 mg"], ["Hydroxocobalamin weekly", "Yours"]],
            [["Hydroxocobalamin weekly", "1.5 mg-"], ["Yours"]],
        ])
    func notParted(pages: [[String]]) {
        let judged = Self.judged(["Hydroxocobalamin weekly", "1.5 mg", "Yours"], pages)
        #expect(judged.lost > 0 || judged.added > 0)
    }

    @Test("takes a paragraph of a text for itself where two others together would say the same")
    func neighbours() {
        let text = Self.words(["co-codamol", "30/500 mg", "Stop", "Co-codamol 30/500"])
        #expect(Fidelity(input: text, output: [text]).lost == 0)
        let short = Self.words(["co-codamol", "30/500 mg", "Stop"])
        #expect(Fidelity(input: text, output: [short]).lost > 0)
    }

    @Test("takes heads and feet of pages for themselves, and numbers of pages for what they are")
    func edges() {
        var edges = Fidelity.Edges()
        edges.usual = Self.words(["Testing Hospitals", "Page \u{FFFC} of \u{FFFC}"])
        edges.least = 2
        let pages = [
            ["Testing Hospitals", "Dear", "Page", "1", "of", "2"], ["Testing Hospitals", "Yours", "Page 2 of 2"],
        ]
        #expect(Self.judged(["Dear", "Yours"], pages, edges: edges) == Self.judged([], []))
        let one = [["Testing Hospitals", "Dear", "Page 1 of 2"], ["Yours", "Page 2 of 2"]]
        #expect(Self.judged(["Dear", "Yours"], one, edges: edges).lost > 0)
        let other = Self.judged(["Dear", "Testing Hospitals", "Yours"], pages, edges: edges)
        #expect(other.lost > 0)
        // A number ends with its piece: the text behind it keeps its digits.
        edges.usual = Self.words(["Page \u{FFFC} of \u{FFFC}"])
        let digits = [["Page", "1", "of", "2", "Hb"], ["Page", "2", "of", "12", "94", "g/L"]]
        #expect(Self.judged(["Hb 94 g/L"], digits, edges: edges) == Self.judged([], []))
        edges.usual = Self.words(["Page \u{FFFC} \u{FFFC}"])
        let beside = [["Page", "1", "12", "Hb"], ["Page", "12", "12", "94", "g/L"]]
        #expect(Self.judged(["Hb 94 g/L"], beside, edges: edges) == Self.judged([], []))
    }

    @Test("takes the same words at the foot of a first page of its own and of the others")
    func firstPage() {
        var edges = Fidelity.Edges()
        (edges.usual, edges.least) = (Self.words(["Later", "Confidential"]), 1)
        edges.first = Self.words(["Cardiology", "Confidential"])
        let pages = [["Cardiology", "Dear", "Confidential"], ["Later", "Yours", "Confidential"]]
        #expect(Self.judged(["Dear", "Yours"], pages, edges: edges) == Self.judged([], []))
        let lacking = [["Cardiology", "Dear", "Confidential"], ["Later", "Yours"]]
        #expect(Self.judged(["Dear", "Yours"], lacking, edges: edges).lost > 0)
    }

    @Test("asks for the number of a list before its paragraph, and for the right one")
    func numbers() {
        let mark = Character(TextMark.numbered)
        let letter = ["\(mark)1.\(mark)Aspirin", "\(mark)2.\(mark)Digoxin"]
        #expect(Self.judged(letter, [["1.", "Aspirin", "2.", "Digoxin"]]).lost == 0)
        #expect(Self.judged(letter, [["1.", "Aspirin", "3.", "Digoxin"]]).lost > 0)
        #expect(Self.judged(letter, [["1.", "Aspirin", "Digoxin"]]).lost > 0)
        let any = ["\(mark)\(mark)Aspirin", "\(Character(TextMark.label))Digoxin"]
        #expect(Self.judged(any, [["iv.", "Aspirin", "o", "Digoxin"]]) == Self.judged([], []))
        #expect(Self.judged(any, [["Aspirin", "o", "Digoxin"]]).lost > 0)
        #expect(Self.judged(any, [["iv.", "Aspirin", "not", "Digoxin"]]).added > 0)
    }

    @Test("finds what floats wherever it is drawn, and rows of a table that stand on two pages")
    func floating() {
        let letter = Self.words(["Dear", "Ward 7", "Forward"], free: [1])
        let page = Self.words(["Dear", "Forward", "Ward 7"])
        #expect(Fidelity(input: letter, output: [page], .pages).lost == 0)
        var edges = Fidelity.Edges()
        edges.rows = Self.words(["Drug", "Dose"])
        let pages = [["Drug", "Dose", "Aspirin"], ["Drug", "Dose", "Digoxin"]]
        #expect(Self.judged(["Drug", "Dose", "Aspirin", "Digoxin"], pages, edges: edges).added == 0)
        #expect(Self.judged(["Drug", "Dose", "Aspirin", "Digoxin"], pages).added > 0)
    }

    @Test("reads scripts whose letters are drawn in another order than they are read in")
    func turned() {
        #expect(Self.judged(["Dear", "المريض", "Yours"], [["Dear", "ضيرملا", "Yours"]]).lost == 0)
        #expect(Self.judged(["Dear", "المريض", "Yours"], [["Dear", "ضيرلا", "Yours"]]).lost > 0)
    }

    @Test("of two texts does not ask where a paragraph stands")
    func texts() {
        let letter = Self.words(["Aspirin 75 mg", "Review"])
        #expect(Fidelity(input: letter, output: [Words("Review of aspirin 75 mg. Review")]).lost == 0)
        #expect(Fidelity(input: letter, output: [Words("Review of aspirin 5 mg")]).lost == 3)
    }
}
