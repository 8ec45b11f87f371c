import FHIR
import Foundation
import ITK
import Letters
import Messages
import Testing
import XML

@testable import Conversion

@Suite("A letter that replaces another")
struct ReplacementTests {
    /// Practices that take a structured format, in which each revision has its own identifier.
    private static let practices = ["Y00010", "Y00018"]

    private func composition(_ data: Data) throws -> Element {
        try #require(XMLReader.read(data).everything.first { $0.name == "Composition" })
    }

    private func target(_ data: Data) throws -> String? {
        try composition(data).first("relatesTo", "targetIdentifier", "value")?.valueText
    }

    private func record(_ stand: Stand, revision: Int, replaces: ChainID? = nil) async throws -> LetterRecord {
        try await Sample.record(in: stand.store) {
            $0.revision = revision
            $0.letter = Identity.letter(chain: $0.chain, revision: revision)
            $0.replaces = replaces
        }
    }

    @Test("names the former revision, which names the one before it", arguments: practices)
    func chain(ods: String) async throws {
        let stand = try Stand()
        defer { stand.remove() }
        var former: String?
        for revision in 1...3 {
            let converted = try await stand.converted(record(stand, revision: revision), for: ods)
            let message = try await stand.message(converted)
            #expect(try target(message) == former)
            former = try composition(message).first("identifier", "value")?.valueText
            #expect(former != nil)
        }
    }

    @Test("made anew names what the practice has: an older revision, another letter, or nothing", arguments: practices)
    func anew(ods: String) async throws {
        let stand = try Stand()
        defer { stand.remove() }
        let third = try await record(stand, revision: 3)
        let first = try await stand.converted(third, for: ods)
        let other = Identity.chain(source: "epr", documentID: "EPR-000007")
        let cases: [(Predecessor?, UUID?)] = [
            (
                Predecessor(chain: third.chain, revision: 1, format: "toc"),
                DocumentIdentity.composition(third.chain, revision: 1)
            ),
            (
                Predecessor(chain: other, revision: 4, format: "ukcore"),
                DocumentIdentity.composition(other, revision: 4)
            ),
            // A Send Document has the identifier of its chain, and a Kettering letter has none.
            (
                Predecessor(chain: third.chain, revision: 2, format: "send-document"),
                DocumentIdentity.composition(third.chain)
            ), (Predecessor(chain: third.chain, revision: 2, format: "kettering"), nil), (nil, nil),
        ]
        for (predecessor, expected) in cases {
            let asked = LetterOutcome(facts: first.facts, attempt: first.attempt, predecessor: predecessor)
            let converted = try await stand.handle(stand.event(.letterReconvert, asked)).payload(LetterConverted.self)
            #expect(try target(await stand.message(converted)) == expected.map(FHIR.id))
            #expect(converted.predecessor == predecessor)
        }
    }

    @Test("in a later revision names its own former one, and no longer what the first replaced", arguments: practices)
    func own(ods: String) async throws {
        let stand = try Stand()
        defer { stand.remove() }
        let other = Identity.chain(source: "epr", documentID: "EPR-000007")
        let second = try await record(stand, revision: 2, replaces: other)
        let converted = try await stand.converted(second, for: ods)
        let own = DocumentIdentity.composition(second.chain, revision: 1)
        #expect(try target(await stand.message(converted)) == FHIR.id(own))
        #expect(converted.predecessor?.chain == second.chain)
    }

    @Test("has a document of its own for each thing that it replaces")
    func ownDocument() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        let second = try await record(stand, revision: 2)
        let first = try await stand.converted(second, for: "Y00010")
        let event = try stand.event(.letterReconvert, LetterOutcome(facts: first.facts, attempt: first.attempt))
        let anew = try await stand.handle(event).payload(LetterConverted.self)
        let ids = try await [stand.message(first), stand.message(anew)].map { data in
            try XMLReader.read(data).all("entry").compactMap { $0.first("resource", "Bundle", "id")?.valueText }
        }
        #expect(ids[0] != ids[1])
        #expect(first.attempt == anew.attempt)
    }

    @Test("as a CDA document names the former one's id")
    func cda() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        func document(_ revision: Int) async throws -> Element {
            let converted = try await stand.converted(record(stand, revision: revision), for: "Y00017")
            let message = try await stand.message(converted)
            return try #require(XMLReader.read(message).everything.first { $0.name == "ClinicalDocument" })
        }
        let (first, second) = (try await document(1), try await document(2))
        #expect(first.first("relatedDocument") == nil)
        let former = second.first("relatedDocument", "parentDocument", "id")?.attribute("root")
        #expect(former == first.first("id")?.attribute("root"))
        #expect(first.first("setId")?.attribute("root") == second.first("setId")?.attribute("root"))
    }
}
