import Documents
import Foundation
import Letters
import Messages
import Testing

@testable import Transport

@Suite("The order of a chain's letters at one practice")
struct GateTests {
    static let start = Date(timeIntervalSince1970: 1_800_000_000)
    static let (own, former, older) = (ChainID(UUID()), ChainID(UUID()), ChainID(UUID()))

    static func other(
        _ chain: ChainID = own, _ revision: Int = 1, _ phase: Send.Phase, answer: Gate.Answer? = nil,
        replaces: ChainID? = nil, awaits: Bool = true, format: String = "toc"
    ) -> Gate.Other {
        Gate.Other(
            chain: chain, revision: revision, replaces: replaces, format: format, phase: phase, answer: answer,
            awaitsAnswer: awaits)
    }

    static func document(_ chain: ChainID, _ revision: Int, _ format: String = "toc") -> Predecessor {
        Predecessor(chain: chain, revision: revision, format: format)
    }

    /// - Parameter named: The predecessor that conversion put into the message; nil stands for the usual one.
    static func decide(
        revision: Int = 1, replaces: ChainID? = nil, named: Predecessor?? = nil, _ others: [Gate.Other],
        after seconds: Double = 0
    ) -> Gate.Decision {
        let usual = revision > 1 ? document(own, revision - 1) : replaces.map { document($0, 1) }
        return Gate(
            chain: own, revision: revision, replaces: replaces, named: named ?? usual, arrived: start, others: others
        ).decide(at: start + seconds, patience: 900)
    }

    static let wait = Gate.Decision.wait(until: start + 900)

    @Test("lets a first letter go")
    func alone() {
        #expect(Self.decide([]) == .go)
    }

    @Test("lets a revision wait for the one before it, whether that is known or not, and then go")
    func waits() {
        #expect(Self.decide(revision: 2, []) == Self.wait)
        for phase in [Send.Phase.intended, .unknown, .reconverting] {
            #expect(Self.decide(revision: 2, [Self.other(Self.own, 1, phase)]) == Self.wait)
            // A predecessor that may have arrived stays named in the message. One that will not be sent any more must
            // not be named.
            let decision = Self.decide(revision: 2, [Self.other(Self.own, 1, phase)], after: 901)
            #expect(decision == (phase == .unknown ? .go : .reconvert(replacing: nil)))
        }
        #expect(Self.decide(revision: 2, [], after: 901) == .reconvert(replacing: nil))
        #expect(Self.decide(revision: 2, [Self.other(Self.own, 1, .accepted)]) == .go)
        for phase in [Send.Phase.refused, .cancelled, .unroutable] {
            let others = [Self.other(Self.own, 1, phase)]
            #expect(Self.decide(revision: 2, others) == .reconvert(replacing: nil))
            #expect(Self.decide(revision: 2, named: .some(nil), others) == .go)
        }
    }

    @Test("has a revision name the last one before it that is there, in the format in which that was sent")
    func lastOfTheChain() {
        let refused = Self.other(Self.own, 2, .accepted, answer: .rejected)
        let first = Self.other(Self.own, 1, .accepted, answer: .filed)
        #expect(Self.decide(revision: 3, [first, refused]) == .reconvert(replacing: Self.document(Self.own, 1)))
        let file = Self.other(Self.own, 2, .accepted, format: "send-document")
        #expect(
            Self.decide(revision: 3, [first, file])
                == .reconvert(replacing: Self.document(Self.own, 2, "send-document")))
        // The first revision has already replaced the document of the chain that the source names.
        let former = Self.other(Self.former, 1, .accepted, answer: .filed)
        #expect(
            Self.decide(revision: 2, replaces: Self.former, [former, Self.other(Self.own, 1, .accepted)]) == .go)
        let lost = Self.other(Self.own, 1, .refused)
        #expect(
            Self.decide(revision: 2, replaces: Self.former, [former, lost])
                == .reconvert(replacing: Self.document(Self.former, 1)))
    }

    @Test("never lets a letter pass one that is on the wire this moment")
    func onTheWire() {
        guard case .wait = Self.decide(revision: 2, [Self.other(Self.own, 1, .offered)], after: 5000) else {
            Issue.record("it passed a letter whose body was leaving")
            return
        }
    }

    @Test("does not send what a later revision, or the letter that replaces it, has overtaken")
    func superseded() {
        for phase in [Send.Phase.offered, .unknown, .accepted, .delivered] {
            guard case .superseded(let reason) = Self.decide([Self.other(Self.own, 2, phase)]) else {
                Issue.record("revision 1 left after revision 2 was \(phase)")
                continue
            }
            #expect(reason.code == "later-revision")
            let replacing = Self.other(Self.former, 1, phase, replaces: Self.own)
            guard case .superseded(let reason) = Self.decide([replacing]) else { continue }
            #expect(reason.code == "replaced")
        }
        #expect(Self.decide([Self.other(Self.own, 2, .refused)]) == .go)
        #expect(Self.decide([Self.other(Self.own, 2, .intended)]) == .go)
    }

    @Test("lets a replacement go when the practice has what it replaces")
    func replacesWhatIsThere() {
        for answer in [Gate.Answer.received, .filed] {
            let third = Self.other(Self.former, 3, .accepted, answer: answer)
            #expect(
                Self.decide(replaces: Self.former, [third]) == .reconvert(replacing: Self.document(Self.former, 3)))
            #expect(Self.decide(replaces: Self.former, named: Self.document(Self.former, 3), [third]) == .go)
        }
        #expect(Self.decide(replaces: Self.former, [Self.other(Self.former, 1, .accepted, awaits: false)]) == .go)
        let unanswered = [Self.other(Self.former, 1, .accepted)]
        #expect(Self.decide(replaces: Self.former, unanswered) == Self.wait)
        #expect(Self.decide(replaces: Self.former, unanswered, after: 901) == .go)
    }

    @Test("has a replacement made anew when the practice does not have what it replaces")
    func reconverted() {
        for other in [
            Self.other(Self.former, 1, .refused), Self.other(Self.former, 1, .cancelled),
            Self.other(Self.former, 1, .accepted, answer: .rejected),
        ] {
            #expect(Self.decide(replaces: Self.former, [other]) == .reconvert(replacing: nil))
        }
        #expect(Self.decide(replaces: Self.former, []) == Self.wait)
        #expect(Self.decide(replaces: Self.former, [], after: 901) == .reconvert(replacing: nil))
    }

    @Test("has it name the last one before that the practice did take")
    func ancestor() {
        let others = [
            Self.other(Self.former, 1, .accepted, answer: .rejected, replaces: Self.older),
            Self.other(Self.older, 1, .accepted, answer: .filed),
        ]
        #expect(Self.decide(replaces: Self.former, others) == .reconvert(replacing: Self.document(Self.older, 1)))
        #expect(Self.decide(replaces: Self.older, others) == .go)
    }
}

@Suite("A letter that belongs to a chain")
struct ChainTests {
    @Test("leaves after the revision before it, though that came later to us")
    func inOrder() async throws {
        let stand = try TransportStand(try FakeMesh())
        let second = try await SampleLetter(in: stand.documents, revision: 2)
        let first = try await SampleLetter(in: stand.documents)
        try await stand.running {
            try await stand.tell(second.converted)
            try await until { try await stand.isWaiting(second.message) }
            try await stand.tell(first.converted)
            try await until { stand.mesh.sent.count == 2 }
        }
        #expect(stand.mesh.sent.map(\.localID) == [first.message.description, second.message.description])
    }

    @Test("is not sent any more when a later revision has left, and says so")
    func superseded() async throws {
        let stand = try TransportStand(try FakeMesh(), order: 0)
        let second = try await SampleLetter(in: stand.documents, revision: 2)
        let first = try await SampleLetter(in: stand.documents)
        try await stand.running {
            try await stand.tell(second.converted)
            // Transport knows nothing of the first revision, so that the second must not name it.
            try await until { stand.broker.types.contains("letter.reconvert") }
            try await stand.tell(try second.converted(replacing: nil, because: "reconvert"))
            try await until { stand.mesh.sent.count == 1 }
            try await stand.tell(first.converted)
            try await until { stand.broker.types.contains("letter.superseded") }
        }
        #expect(stand.mesh.sent.map(\.localID) == [second.message.description])
    }

    @Test("is made anew when the practice lacks what it replaces, and then leaves under the same id")
    func reconverted() async throws {
        let stand = try TransportStand(try FakeMesh(), order: 0)
        let former = Identity.chain(source: "sample", documentID: "never-sent")
        let letter = try await SampleLetter(in: stand.documents, replaces: former)
        try await stand.running {
            try await stand.tell(letter.converted)
            try await until { stand.broker.types.contains("letter.reconvert") }
            // A repeated event of the first conversion changes nothing.
            let named = Predecessor(chain: former, revision: 1, format: "send-document")
            try await stand.tell(try letter.converted(replacing: named, because: "again"))
            #expect(try await stand.phase(letter.message) == .reconverting)
            let asked: LetterOutcome = try #require(stand.broker.events.last).payload()
            #expect(asked.predecessor == nil && asked.facts.replaces == former)
            #expect(asked.attempt?.id == letter.attempt.id)
            try await stand.tell(try letter.converted(replacing: nil, because: "reconvert"))
            try await until { stand.broker.types.contains("letter.sent") }
        }
        #expect(stand.mesh.sent.map(\.localID) == [letter.message.description])
    }

    @Test("is answered for: what we owe for a letter that was sent to us leaves, and that is told")
    func answer() async throws {
        let stand = try TransportStand(try FakeMesh())
        let answer = MessageID(UUID())
        let envelope = MessageEnvelope(
            workflow: "GPCONNECT_SEND_DOCUMENT_ACK", localID: answer.description, contentType: "application/fhir+xml")
        let prepared = ResponsePrepared(
            inbound: "20261123_ABC", answer: answer, mailbox: "GP9", workflow: envelope.workflow,
            message: try await stand.documents.put(Data("<Bundle/>".utf8), mediaType: "application/fhir+xml"),
            envelope: try await stand.documents.put(
                try JSONEncoder.meshPost.encode(envelope), mediaType: "application/json"))
        let event = try Event(
            .responsePrepared, prepared, about: prepared.inbound, cause: "test", from: .acknowledgement, at: Date())
        try await stand.running {
            try await stand.tell(event)
            try await until { stand.broker.types.contains("inbound.answered") }
        }
        let message = try #require(stand.mesh.sent.first)
        #expect(message.to == "GP9" && message.localID == answer.description)
        #expect(message.headers["mex-workflowid"] == "GPCONNECT_SEND_DOCUMENT_ACK")
        let told: InboundAnswered = try #require(stand.broker.events.first).payload()
        #expect(told.inbound == "20261123_ABC" && told.meshMessageID == "M1" && told.reason == nil)
    }
}
