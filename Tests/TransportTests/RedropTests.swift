import Documents
import Foundation
import Letters
import Messages
import Testing

@testable import Transport

extension SampleLetter {
    /// Returns the attempt that the source asks for when it drops the letter again.
    func redropped(_ number: Int = 1, in documents: DocumentStore, after seconds: Double = 1) async throws
        -> SampleLetter
    {
        var other = self
        let asked = EventID(Identity.uuid("redrop", "\(number)"))
        other.attempt = Attempt(
            id: asked, askedAt: attempt.askedAt + seconds,
            message: Identity.message(delivery: facts.delivery, attempt: asked), isRedrop: true)
        other.body = body + Data(" mended \(number)".utf8)
        var payload: LetterConverted = try converted.payload()
        let envelope = MessageEnvelope(
            workflow: payload.workflow, localID: other.message.description, contentType: "application/fhir+xml")
        payload.attempt = other.attempt
        payload.message = try await documents.put(other.body, mediaType: payload.message.mediaType)
        payload.envelope = try await documents.put(
            try JSONEncoder.meshPost.encode(envelope), mediaType: "application/json")
        other.converted = try Event(
            converted.type, payload, about: facts.delivery.description, cause: asked.description, from: .conversion,
            at: Date())
        return other
    }

    func rejected(_ code: String) throws -> Event {
        try Event(
            .letterRejected,
            LetterOutcome(facts: facts, attempt: attempt, reason: Reason(code: code, detail: "…")),
            about: facts.delivery.description, cause: "rejected \(code)", from: .acknowledgement, at: Date())
    }
}

@Suite("Several attempts at a letter, one of them because it was dropped again")
struct AttemptGateTests {
    private static func other(
        _ phase: Send.Phase, answer: Gate.Answer? = nil, isDenied: Bool = false, isRedrop: Bool = false,
        asked: Double = 0
    ) -> Gate.Other {
        var other = GateTests.other(GateTests.own, 1, phase, answer: answer)
        other.isDenied = isDenied
        other.isRedrop = isRedrop
        other.asked = GateTests.start + asked
        return other
    }

    /// - Parameter seconds: Seconds since the letter came to transport.
    private static func decide(isRedrop: Bool = true, _ others: [Gate.Other], after seconds: Double = 0) -> String {
        let gate = Gate(
            chain: GateTests.own, revision: 1, isRedrop: isRedrop, asked: GateTests.start + 60,
            arrived: GateTests.start + 60, others: others)
        return switch gate.decide(at: GateTests.start + 60 + seconds, patience: 900) {
        case .go: "go"
        case .wait: "wait"
        case .refused(let reason): reason.code
        case .superseded, .reconvert: "another letter's"
        }
    }

    @Test("the redrop goes where no other attempt left, or each that left was denied")
    func goes() {
        #expect(Self.decide([]) == "go")
        for phase in [Send.Phase.refused, .unroutable, .cancelled, .superseded] {
            #expect(Self.decide([Self.other(phase)]) == "go")
        }
        #expect(Self.decide([Self.other(.accepted, answer: .rejected, isDenied: true)]) == "go")
        // The practice's system could read the letter, and then the practice rejected it.
        #expect(Self.decide([Self.other(.accepted, answer: .received, isDenied: true)]) == "go")
        #expect(Self.decide([Self.other(.accepted, isDenied: true), Self.other(.refused, isRedrop: true)]) == "go")
    }

    @Test("the redrop waits for the word that ended another attempt, and not for ever")
    func waits() {
        let open: [Gate.Other] =
            [.intended, .offered, .unknown, .reconverting, .accepted].map { Self.other($0) }
            + [Self.other(.accepted, answer: .received), Self.other(.accepted, answer: .rejected)]
        for other in open {
            #expect(Self.decide([other]) == "wait")
            #expect(Self.decide([other], after: 901) == "already-left")
            #expect(Self.decide([Self.other(.refused), other], after: 901) == "already-left")
        }
    }

    @Test("the redrop never goes where the practice has the letter")
    func arrived() {
        #expect(Self.decide([Self.other(.accepted, answer: .filed)]) == "already-left")
        #expect(Self.decide([Self.other(.accepted, answer: .filed, isDenied: true)]) == "already-left")
        #expect(Self.decide([Self.other(.delivered)]) == "already-left")
    }

    @Test(
        "an attempt that was asked for before the redrop does not leave after it, one that a person asked for later does"
    )
    func older() {
        for phase in [Send.Phase.offered, .unknown, .accepted, .delivered] {
            #expect(Self.decide(isRedrop: false, [Self.other(phase, isRedrop: true, asked: 61)]) == "dropped-again")
            #expect(Self.decide(isRedrop: false, [Self.other(phase, isRedrop: true, asked: 59)]) == "go")
            #expect(Self.decide(isRedrop: false, [Self.other(phase, asked: 61)]) == "go")
        }
        #expect(Self.decide(isRedrop: false, [Self.other(.intended, isRedrop: true, asked: 61)]) == "go")
    }
}

@Suite("A letter that was dropped again")
struct RedroppedSendTests {
    @Test(
        "leaves when the practice rejected the former one, though that word comes later to us",
        arguments: [false, true])
    func rejected(wasReadBefore: Bool) async throws {
        let stand = try TransportStand(try FakeMesh())
        let first = try await SampleLetter(in: stand.documents)
        let again = try await first.redropped(in: stand.documents)
        try await stand.running {
            try await stand.tell(first.converted)
            try await until { stand.mesh.sent.count == 1 }
            if wasReadBefore { try await stand.tell(try first.outcome(.letterReceived)) }
            try await stand.tell(again.converted)
            try await until { try await stand.isWaiting(again.message) }
            #expect(stand.mesh.sent.count == 1)
            try await stand.tell(try first.rejected("30002"))
            try await until { stand.mesh.sent.count == 2 }
        }
        #expect(stand.mesh.sent.map(\.localID) == [first.message.description, again.message.description])
        #expect(stand.mesh.sent.last?.body == again.body)
    }

    @Test(
        "is refused, and told, when the former one arrived after all, or when its fate stays unknown",
        arguments: [false, true])
    func arrived(isFiled: Bool) async throws {
        let stand = try TransportStand(try FakeMesh(), order: isFiled ? 900 : 0)
        let first = try await SampleLetter(in: stand.documents)
        let again = try await first.redropped(in: stand.documents)
        try await stand.running {
            try await stand.tell(first.converted)
            try await until { stand.mesh.sent.count == 1 }
            try await stand.tell(isFiled ? try first.outcome(.letterFiled) : try first.rejected("20007"))
            for _ in 0..<3 { try await stand.tell(again.converted) }
            try await until { stand.broker.types.contains("letter.refused") }
        }
        #expect(stand.mesh.sent.count == 1)
        let refused = try #require(stand.broker.events.first { $0.type == .letterRefused })
        let outcome: LetterOutcome = try refused.payload()
        #expect(outcome.reason?.code == "already-left")
        #expect(outcome.attempt?.id == again.attempt.id)
    }

    @Test("leaves once of two redrops, and what was asked for before it does not follow")
    func twice() async throws {
        let stand = try TransportStand(try FakeMesh(), order: 0)
        let first = try await SampleLetter(in: stand.documents)
        let (second, third) = (
            try await first.redropped(1, in: stand.documents),
            try await first.redropped(2, in: stand.documents, after: 2)
        )
        try await stand.running {
            // Conversion's event for the first attempt arrives last, after the redrops.
            try await stand.tell(second.converted)
            try await until { stand.mesh.sent.count == 1 }
            try await stand.tell(third.converted)
            try await stand.tell(first.converted)
            try await until { stand.broker.types.filter { $0 == "letter.refused" }.count == 2 }
        }
        #expect(stand.mesh.sent.map(\.localID) == [second.message.description])
        let codes = try stand.broker.events.filter { $0.type == .letterRefused }
            .map { try $0.payload(LetterOutcome.self).reason?.code }
        #expect(Set(codes) == ["already-left", "dropped-again"])
    }
}
