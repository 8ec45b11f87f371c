import Renditions
import Testing

@testable import Operator

@Suite("What meshpost says of a document")
struct InspectedDocumentTests {
    private static func answer(_ fault: DocumentFault? = nil, unknown: [String] = []) -> EngineAnswer {
        var answer = EngineAnswer(
            fault: fault.map { FaultFound($0, page: 2, count: 3, name: unknown.first) }, type: .pdf)
        answer.format = .rtf
        (answer.pages, answer.words, answer.images) = (2, 120, 1)
        answer.alterations = ["converted"]
        for name in unknown { answer.constructs.note(name) }
        return answer
    }

    @Test("is how it would be sent, and what is on its pages")
    func sent() {
        let inspected = InspectedDocument(Self.answer())
        #expect(inspected.trouble == nil)
        #expect(inspected.text.contains("application/rtf"))
        #expect(inspected.text.contains("sent converted"))
        #expect(inspected.text.contains("2 pages, 120 words, 1 images"))
        #expect(inspected.text.contains("unknown    nothing"))
    }

    @Test("is what it holds that no table names, the most frequent first")
    func unknown() {
        var answer = Self.answer(.constructUnknown, unknown: ["moMath", "objattph", "moMath"])
        answer.isDoubted = true
        let inspected = InspectedDocument(answer)
        #expect(inspected.text.contains("goes to a person"))
        #expect(
            inspected.text.contains("document-construct-unknown (3 words, letters, pages or images, page 2, moMath)"))
        #expect(inspected.text.contains("unknown    moMath 2, objattph 1"))
        #expect(inspected.trouble?.contains("wait for a person") == true)
    }

    @Test("is nothing that is no name of an element")
    func names() {
        let inspected = InspectedDocument(Self.answer(.constructUnknown, unknown: ["Mr Smith 9990000018"]))
        #expect(!inspected.text.contains("Smith") && inspected.text.contains("unknown    other 1"))
        #expect(inspected.trouble?.contains("document-construct-unknown") == true)
    }
}
