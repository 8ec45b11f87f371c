import Documents
import Foundation
import HTTP
import Journal
import Letters
import Mesh
import Messages
import TestSupport
import Testing

@testable import Transport

@Suite("What comes into our mailbox")
struct CollectingTests {
    @Test("is stored and told of before MESH may forget it, and then the end of the mailbox is told")
    func collected() async throws {
        let mesh = try FakeMesh()
        let answered = MessageID(UUID())
        mesh.deliver(
            "R1", workflow: "GPCONNECT_SEND_DOCUMENT_ACK", body: "<Bundle/>",
            headers: ["mex-from": "GP0001", "mex-localid": answered.description, "mex-subject": "TESTPATIENT"])
        mesh.deliver(
            "R2", workflow: "GPCONNECT_SEND_DOCUMENT", type: "REPORT", body: "",
            headers: ["mex-linkedmsgid": "M7", "mex-statuscode": "14"])
        let stand = try TransportStand(mesh, workflows: ["GPCONNECT_SEND_DOCUMENT"])
        try await stand.running([stand.collector]) {
            try await until { stand.broker.types.contains("mesh.polled") }
        }
        let events = stand.broker.events
        #expect(events.prefix(2).allSatisfy { $0.type == .meshReceived })
        let received = try events.filter { $0.type == .meshReceived }.map { try $0.payload(MeshReceived.self) }
        let answer = try #require(received.first { $0.meshMessageID == "R1" })
        #expect(answer.localID == answered && answer.from == "GP0001" && !answer.isReport)
        #expect(try await stand.documents.read(try #require(answer.body)) == Data("<Bundle/>".utf8))
        let report = try #require(received.first { $0.meshMessageID == "R2" })
        #expect(report.isReport && report.body == nil && report.statusCode == "14" && report.linkedMessageID == "M7")
        let headers = try JSONDecoder.meshPost.decode(
            MeshHeaders.self, from: try await stand.documents.read(answer.headers))
        #expect(headers.fields["mex-subject"] == "TESTPATIENT")
        #expect(Set(mesh.acknowledged) == ["R1", "R2"])
        #expect(events.allSatisfy { $0.body.range(of: Data("TESTPATIENT".utf8)) == nil })
        let polled: MeshPolled = try #require(events.first { $0.type == .meshPolled }).payload()
        #expect(polled.received == 2 && polled.mailbox == "HOSP1")
    }

    @Test("is told of once when the process died before it was acknowledged, and acknowledged then")
    func secondSight() async throws {
        let mesh = try FakeMesh()
        mesh.deliver("R1", workflow: "W_ACK", body: "x", headers: ["mex-from": "GP1"])
        let stand = try TransportStand(mesh)
        try await stand.journal.write { _ = try InboxLedger.note("R1", at: Date(), $0) }
        try await stand.running([stand.collector]) {
            try await until { mesh.acknowledged == ["R1"] }
        }
        #expect(!stand.broker.types.contains("mesh.received"))
    }

    @Test("but is not of our workflows stays there, and the mailbox is still read to its end")
    func foreign() async throws {
        let mesh = try FakeMesh()
        mesh.deliver("F1", workflow: "PATH_MEDRPT_V3", body: "x", headers: ["mex-from": "LAB"])
        mesh.deliver("R1", workflow: "W_ACK", body: "y", headers: ["mex-from": "GP1"])
        let stand = try TransportStand(mesh, workflows: ["W"])
        try await stand.running([stand.collector]) {
            try await until { stand.broker.types.contains("mesh.polled") }
        }
        #expect(mesh.acknowledged == ["R1"])
        #expect(stand.broker.types.filter { $0 == "mesh.received" }.count == 1)
    }

    @Test("may vanish before it is taken, and the others are taken all the same", arguments: [404, 410])
    func vanished(status: Int) async throws {
        let mesh = try FakeMesh()
        for id in ["R1", "GONE", "R2"] { mesh.deliver(id, workflow: "W_ACK", body: "x", headers: ["mex-from": "GP1"]) }
        mesh.answer(status, to: "GONE")
        let stand = try TransportStand(mesh)
        try await stand.running([stand.collector]) {
            try await until { stand.broker.types.contains("mesh.polled") }
        }
        #expect(Set(mesh.acknowledged) == ["R1", "R2"])
        #expect(stand.broker.types.filter { $0 == "mesh.received" }.count == 2)
    }

    @Test("that can never be taken stays there, is told of, and is not asked for again and again")
    func poison() async throws {
        let mesh = try FakeMesh()
        for id in ["BAD", "R1"] { mesh.deliver(id, workflow: "W_ACK", body: "x", headers: ["mex-from": "GP1"]) }
        mesh.answer(400, to: "BAD")
        let stand = try TransportStand(mesh)
        try await stand.running([stand.collector]) {
            try await until { stand.broker.types.filter { $0 == "mesh.polled" }.count >= 3 }
        }
        #expect(Set(mesh.acknowledged) == ["R1"])
        #expect(stand.link.meshStatus.current.stuck == 1)
        #expect(mesh.requests.count { $0.path.hasSuffix("/inbox/BAD") } == 1)
    }

    @Test("is not acknowledged to MESH before the broker has what is told of it")
    func order() async throws {
        let mesh = try FakeMesh()
        mesh.deliver("R1", workflow: "W_ACK", body: "x", headers: ["mex-from": "GP1"])
        let stand = try TransportStand(mesh)
        let round = Task { try await stand.collector.round() }
        try await until { try await stand.journal.outboxDepth() == 1 }
        #expect(mesh.acknowledged.isEmpty)
        try await stand.running { _ = try await round.value }
        #expect(stand.broker.types.first == "mesh.received" && mesh.acknowledged == ["R1"])
    }

    @Test("is not said to be all when MESH could not be asked")
    func unavailable() async throws {
        let mesh = try FakeMesh()
        let stand = try TransportStand(mesh)
        mesh.setDown(true)
        await #expect(throws: (any Error).self) { try await stand.collector.round() }
        #expect(try await stand.journal.outboxDepth() == 0)
    }

    @Test("is not said to be all when MESH stopped knowing us in the middle, and is taken when it does again")
    func forgotten() async throws {
        let mesh = try FakeMesh()
        mesh.deliver("R1", workflow: "W_ACK", body: "x", headers: ["mex-from": "GP1"])
        let stand = try TransportStand(mesh)
        mesh.forgetUsAfterListing()
        do {
            try await stand.collector.round()
            Issue.record("the round was not given up")
        } catch let error as MeshError {
            #expect(error.kind == .credentials)
        }
        #expect(try await stand.journal.outboxDepth() == 0)
        mesh.knowUs()
        try await stand.running { try await until { try await stand.collector.round() == 1 } }
        #expect(mesh.acknowledged == ["R1"])
    }

    @Test("is ours by its workflow, and a report without one by the id of our message")
    func ours() {
        let filter = InboxFilter(workflows: ["W"])
        func message(_ type: String, _ fields: [String: String]) -> ReceivedMessage {
            ReceivedMessage(
                id: "1", fields: HeaderFields(fields.merging(["mex-messagetype": type]) { $1 }), size: 0)
        }
        #expect(filter.accepts(message("DATA", ["mex-workflowid": "W_ACK"])))
        #expect(filter.accepts(message("REPORT", ["mex-workflowid": "W"])))
        #expect(filter.accepts(message("REPORT", ["mex-localid": MessageID(UUID()).description])))
        #expect(!filter.accepts(message("REPORT", ["mex-localid": "another's"])))
        #expect(!filter.accepts(message("REPORT", ["mex-workflowid": "OTHER"])))
        #expect(!filter.accepts(message("DATA", ["mex-localid": MessageID(UUID()).description])))
        #expect(!InboxFilter(workflows: []).accepts(message("DATA", ["mex-workflowid": "W_ACK"])))
    }

    @Test("after addressing by patient: which mailbox it was is told when MESH says so, and not before")
    func trackedByPatient() async throws {
        let mesh = try FakeMesh()
        let stand = try TransportStand(mesh)
        let letter = try await SampleLetter(
            in: stand.documents, to: "GPPROVIDER_9990000018_20150304_TESTPATIENT", expects: [.collected, .technical])
        mesh.deliver(elsewhere: "GP0042", of: "Y00001")
        try await stand.running {
            try await stand.tell(letter.converted)
            try await until { stand.broker.types.contains("letter.sent") }
            mesh.collectAtPractice("M1")
            try await stand.tracker.ask(at: Date() + 1)
            try await until { stand.broker.types.contains("letter.collected") }
        }
        func outcome(_ type: EventType) throws -> LetterOutcome {
            try #require(stand.broker.events.first { $0.type == type }).payload()
        }
        #expect(try outcome(.letterSent).mailbox == nil && outcome(.letterSent).isTracked == true)
        #expect(try outcome(.letterCollected).mailbox == "GP0042")
        for event in stand.broker.events { #expect(event.body.range(of: Data("GPPROVIDER".utf8)) == nil) }
    }

    @Test("of a letter's recipient is seen when the recipient has collected it")
    func tracked() async throws {
        let mesh = try FakeMesh()
        let stand = try TransportStand(mesh)
        let letter = try await SampleLetter(in: stand.documents, expects: [.collected, .technical])
        let other = try await SampleLetter(2, in: stand.documents, expects: [.technical])
        try await stand.running {
            try await stand.tell(letter.converted)
            try await stand.tell(other.converted)
            try await until { stand.broker.types.filter { $0 == "letter.sent" }.count == 2 }
            try await stand.tracker.ask(at: Date() + 1)
            mesh.collectAtPractice("M1")
            mesh.collectAtPractice("M2")
            try await stand.tracker.ask(at: Date() + 1)
            try await stand.tracker.ask(at: Date() + 1)
            try await until { stand.broker.types.contains("letter.collected") }
        }
        let outcomes = stand.broker.events.map { ($0.type, try? $0.payload(LetterOutcome.self)) }
        #expect(outcomes.filter { $0.0 == .letterSent }.map { $0.1?.mailbox } == ["GPY00001", "GPY00001"])
        #expect(outcomes.filter { $0.0 == .letterCollected }.map { $0.1?.mailbox } == ["GPY00001"])
        #expect(mesh.requests.filter { $0.path.contains("tracking?") }.count == 2)
    }
}
