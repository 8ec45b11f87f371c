import Foundation
import Journal
import Letters
import Mesh
import Messages
import TestSupport
import Testing

@testable import Transport

// Over 250 lines: one suite of what the sender does on one stand.

@Suite("A letter that is ready")
struct SendingTests {
    @Test("is sent to the mailbox that MESH names, and told of once with MESH's id")
    func sent() async throws {
        let stand = try TransportStand(try FakeMesh())
        let letter = try await SampleLetter(in: stand.documents)
        try await stand.running {
            try await stand.tell(letter.converted)
            try await until { !stand.broker.events.isEmpty }
        }
        #expect(stand.broker.types == ["letter.sent"])
        let event = try #require(stand.broker.events.first)
        let outcome: LetterOutcome = try event.payload()
        #expect(outcome.meshMessageID == "M1" && outcome.attempt?.message == letter.message)
        #expect(event.traceparent != nil && event.traceparent == letter.converted.traceparent)
        let message = try #require(stand.mesh.sent.first)
        #expect(message.to == "GPY00001" && message.localID == letter.message.description)
        #expect(message.body == letter.body)
    }

    @Test("is sent once although conversion made it twice")
    func twiceConverted() async throws {
        let stand = try TransportStand(try FakeMesh())
        let letter = try await SampleLetter(in: stand.documents)
        var again: LetterConverted = try letter.converted.payload()
        again.format = "toc"
        let other = try Event(
            .letterConvertedForMesh, again, about: letter.facts.delivery.description, cause: "another",
            from: .conversion, at: Date())
        try await stand.running {
            try await stand.tell(letter.converted)
            try await stand.tell(other)
            try await stand.tell(letter.converted)
            try await until { stand.broker.types.contains("letter.sent") }
            try await until { try await stand.journal.outboxDepth() == 0 }
        }
        #expect(stand.mesh.sent.count == 1 && stand.broker.types == ["letter.sent"])
    }

    @Test("reaches the practice once when the answer to its sending was lost after MESH accepted it")
    func answerLost() async throws {
        let stand = try TransportStand(try FakeMesh(fates: [.loseAnswer]), settle: 1)
        let letter = try await SampleLetter(in: stand.documents)
        try await stand.running {
            try await stand.tell(letter.converted)
            try await until { stand.broker.types.contains("letter.sent") }
        }
        #expect(stand.mesh.sent.map(\.localID) == [letter.message.description])
        let outcome: LetterOutcome = try #require(stand.broker.events.first).payload()
        #expect(outcome.meshMessageID == "M1" && outcome.isRepeated == nil)
    }

    @Test("is offered again under the same id when MESH turned out not to have it")
    func requestLost() async throws {
        let stand = try TransportStand(try FakeMesh(fates: [.loseRequest, .answer(503, "")]), settle: 1)
        let letter = try await SampleLetter(in: stand.documents)
        try await stand.running {
            try await stand.tell(letter.converted)
            try await until { stand.broker.types.contains("letter.sent") }
        }
        let offers = stand.mesh.requests.filter { $0.method == "POST" && $0.path.hasSuffix("/outbox") }
        #expect(offers.map { $0.headers["mex-localid"] } == Array(repeating: letter.message.description, count: 3))
        #expect(stand.mesh.sent.count == 1)
        // The lost request looks to the sender like a lost answer, so that it must mark the letter as perhaps repeated.
        let outcome: LetterOutcome = try #require(stand.broker.events.first).payload()
        #expect(outcome.isRepeated == true)
    }

    @Test("is not offered again when its process died after MESH accepted it", arguments: [true, false])
    func diedAfterAcceptance(hadArrived: Bool) async throws {
        let mesh = try FakeMesh()
        let former = try TransportStand(mesh)
        let letter = try await SampleLetter(in: former.documents)
        try await former.tell(letter.converted)
        if hadArrived {
            // The former process sent the message to MESH and died before it stored the answer.
            _ = await (try await prepared(former, letter)).offer()
        }
        try await former.wasOffered(letter.message)
        let next = try TransportStand(mesh, settle: 1, after: former)
        try await next.running {
            try await until { next.broker.types.contains("letter.sent") }
        }
        #expect(mesh.sent.map(\.localID) == [letter.message.description])
    }

    private func entry(_ stand: TransportStand, _ letter: SampleLetter) async throws -> SendLedger.Entry? {
        try await stand.journal.read { try SendLedger.entry(letter.message, $0) }
    }

    private func prepared(_ stand: TransportStand, _ letter: SampleLetter) async throws -> Prepared {
        guard case .ready(let prepared) = await stand.sender.mesh.prepare(try #require(try await entry(stand, letter)))
        else { throw CocoaError(.featureUnsupported) }
        return prepared
    }

    @Test("whose stored file is damaged is refused once, and nothing of it is at MESH")
    func damaged() async throws {
        let stand = try TransportStand(try FakeMesh())
        let letter = try await SampleLetter(in: stand.documents, size: 300_000)
        let converted: LetterConverted = try letter.converted.payload()
        let file = stand.directory.appending(path: "documents/\(converted.message.location)")
        var bytes = try Data(contentsOf: file)
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: file)
        try await stand.running {
            try await stand.tell(letter.converted)
            try await until { !stand.broker.events.isEmpty }
        }
        #expect(stand.broker.types == ["letter.refused"] && stand.mesh.sent.isEmpty)
        let outcome: LetterOutcome = try #require(stand.broker.events.first).payload()
        #expect(outcome.reason?.code == "object-damaged")
    }

    @Test("waits, like all others, as long as MESH asks for by Retry-After")
    func rests() async throws {
        let stand = try TransportStand(try FakeMesh())
        let letter = try await SampleLetter(in: stand.documents)
        func busy(_ seconds: Double) -> MeshError {
            MeshError(.unavailable, code: "http-429", status: 429, detail: "busy", retryAfter: seconds)
        }
        try await stand.running {
            try await until { stand.link.isOpen }
            stand.link.report(busy(0.3))
            #expect(!stand.link.isOpen)
            try await stand.tell(letter.converted)
            try await until { stand.broker.types == ["letter.sent"] }
            stand.link.report(busy(600))
            stand.link.report(busy(0))
            #expect(!stand.link.isOpen, "a shorter wish does not end a longer one")
        }
    }

    @Test("keeps what its present offer is about: of an earlier one only the proof that it arrived counts")
    func staleOutcome() async throws {
        let stand = try TransportStand(try FakeMesh())
        let letter = try await SampleLetter(in: stand.documents)
        try await stand.tell(letter.converted)
        try await stand.wasOffered(letter.message)
        let entry = try #require(try await entry(stand, letter))
        await stand.sender.keep(.later(pause: 0), of: entry, stand.logger, ofOffer: 0)
        #expect(try await stand.phase(letter.message) == .offered)
        await stand.sender.keep(.accepted(meshMessageID: "M9"), of: entry, stand.logger, ofOffer: 0)
        #expect(try await stand.phase(letter.message) == .accepted)
    }

    @Test("does not leave when it was withdrawn before it was ready")
    func withdrawnFirst() async throws {
        let stand = try TransportStand(try FakeMesh())
        let letter = try await SampleLetter(in: stand.documents)
        let other = try await SampleLetter(2, in: stand.documents)
        try await stand.running {
            try await stand.tell(try letter.withdrawn())
            try await stand.tell(letter.converted)
            try await stand.tell(other.converted)
            try await until { stand.broker.types.contains("letter.sent") }
        }
        #expect(stand.broker.types.sorted() == ["letter.cancelled", "letter.sent"])
        #expect(stand.mesh.sent.map(\.localID) == [other.message.description])
    }

    @Test("does not leave when it was withdrawn or closed while MESH was away", arguments: [true, false])
    func stoppedWhileWaiting(isWithdrawn: Bool) async throws {
        let stand = try TransportStand(try FakeMesh())
        stand.mesh.setDown(true)
        let letter = try await SampleLetter(in: stand.documents)
        try await stand.running {
            try await stand.tell(letter.converted)
            try await stand.tell(isWithdrawn ? try letter.withdrawn() : try letter.outcome(.letterClosed))
            stand.mesh.setDown(false)
            try await until { stand.link.isOpen }
        }
        #expect(stand.broker.types == ["letter.cancelled"])
        #expect(stand.mesh.sent.isEmpty)
    }

    @Test("leaves although an earlier attempt at it was closed")
    func resentAfterClosing() async throws {
        let stand = try TransportStand(try FakeMesh())
        let letter = try await SampleLetter(in: stand.documents)
        try await stand.running {
            try await stand.tell(try letter.outcome(.letterClosed, at: letter.attempt.askedAt - 60))
            try await stand.tell(letter.converted)
            try await until { stand.broker.types.contains("letter.sent") }
        }
    }

    @Test("is settled by the practice's answer when MESH's was lost")
    func settledByAnswer() async throws {
        let stand = try TransportStand(try FakeMesh(fates: [.loseRequest]), settle: 900)
        let letter = try await SampleLetter(in: stand.documents)
        try await stand.running {
            try await stand.tell(letter.converted)
            try await until { try await stand.phase(letter.message) == .unknown }
            try await stand.tell(try letter.outcome(.letterReceived, meshMessageID: "M9"))
        }
        #expect(stand.broker.types == ["letter.sent"])
        #expect(try await stand.phase(letter.message) == .accepted)
    }

    @Test("is refused with MESH's code, and not offered again")
    func refused() async throws {
        let body = #"{"detail":[{"event":"SEND","code":"17","msg":"Workflow not allowed"}]}"#
        let stand = try TransportStand(try FakeMesh(fates: [.answer(417, body)]))
        let letter = try await SampleLetter(in: stand.documents)
        try await stand.running {
            try await stand.tell(letter.converted)
            try await until { !stand.broker.events.isEmpty }
        }
        let outcome: LetterOutcome = try #require(stand.broker.events.first).payload()
        #expect(stand.broker.types == ["letter.refused"] && outcome.reason?.code == "17")
        #expect(stand.mesh.sent.isEmpty)
    }

    @Test(
        "asks once where a practice's mailbox is, and again when MESH has refused the address",
        arguments: [false, true])
    func lookup(isRefused: Bool) async throws {
        let body = #"{"detail":[{"event":"SEND","code":"12","msg":"Unregistered to address"}]}"#
        let stand = try TransportStand(try FakeMesh(fates: isRefused ? [.answer(417, body)] : []))
        for number in 1...2 {
            let letter = try await SampleLetter(number, in: stand.documents)
            try await stand.running {
                try await stand.tell(letter.converted)
                try await until { stand.broker.events.count == number }
            }
        }
        #expect(stand.mesh.requests.count { $0.path.contains("endpointlookup") } == (isRefused ? 2 : 1))
        #expect(stand.broker.types == [isRefused ? "letter.refused" : "letter.sent", "letter.sent"])
    }

    @Test(
        "has no route when MESH knows no mailbox, several, or another than the practices file",
        arguments: [
            ([], nil, "no-mailbox"), (["GP1", "GP2"], nil, "several-mailboxes"), (["GP1"], "GP2", "mailbox-differs"),
        ] as [([String], String?, String)])
    func unroutable(mailboxes: [String], told: String?, code: String) async throws {
        let stand = try TransportStand(try FakeMesh())
        stand.mesh.register(mailboxes, for: "Y00001")
        let letter = try await SampleLetter(in: stand.documents, told: told)
        try await stand.running {
            try await stand.tell(letter.converted)
            try await until { !stand.broker.events.isEmpty }
        }
        let outcome: LetterOutcome = try #require(stand.broker.events.first).payload()
        #expect(stand.broker.types == ["letter.unroutable"] && outcome.reason?.code == code)
        #expect(stand.mesh.sent.isEmpty)
    }

    @Test("that is urgent goes before those that were there first")
    func urgentFirst() async throws {
        let stand = try TransportStand(try FakeMesh())
        for number in 1...3 { try await stand.tell(try await SampleLetter(number, in: stand.documents).converted) }
        let urgent = try await SampleLetter(4, in: stand.documents, urgency: .urgent)
        try await stand.tell(urgent.converted)
        let due = try await stand.journal.read { try SendLedger.due(at: Date() + 1, on: [.mesh], limit: 2, $0) }
        #expect(due.first?.send.message == urgent.message && due.count == 2)
    }

    @Test("leaves no patient's name in the ledger, and none in what is published")
    func noPatientData() async throws {
        let stand = try TransportStand(try FakeMesh())
        let address = "GPPROVIDER_9990000018_20150304_TESTPATIENT"
        let letter = try await SampleLetter(in: stand.documents, to: address)
        try await stand.running {
            try await stand.tell(letter.converted)
            try await until { stand.broker.types.contains("letter.sent") }
        }
        #expect(stand.mesh.sent.first?.to == address)
        let files = try FileManager.default.contentsOfDirectory(at: stand.directory, includingPropertiesForKeys: nil)
            .filter { $0.lastPathComponent.hasPrefix("transport.sqlite") }
        #expect(!files.isEmpty)
        for secret in ["TESTPATIENT", "9990000018"] {
            for file in files {
                let content = try Data(contentsOf: file)
                #expect(content.range(of: Data(secret.utf8)) == nil, "\(secret) in \(file.lastPathComponent)")
            }
            for event in stand.broker.events { #expect(event.body.range(of: Data(secret.utf8)) == nil) }
        }
    }
}
