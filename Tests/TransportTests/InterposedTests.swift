import Documents
import Foundation
import GRDB
import Journal
import Letters
import Mesh
import Messages
import TestSupport
import Testing

@testable import Transport

@Suite("What answers in MESH's place")
struct InterposedTests {
    private static let page = StubServer.Reply.answer(
        200, headers: ["Content-Type": "text/html"], body: Data("<html>Log in, please</html>".utf8))
    private static let missing = StubServer.Reply.answer(
        404, headers: ["Content-Type": "text/html"], body: Data("<html>nginx</html>".utf8))

    private static func isLocalTracking(_ request: StubServer.Request) -> Bool {
        request.path.contains("/outbox/tracking/")
    }

    private static func isSentAs(_ id: String, _ stand: TransportStand) -> Bool {
        stand.broker.events.contains { event in
            guard event.type == .letterSent, let outcome: LetterOutcome = try? event.payload() else { return false }
            return outcome.meshMessageID == id
        }
    }

    @Test("does not make a letter sent: the tracking of another message is no proof after a cut send")
    func otherTracking() async throws {
        let mesh = try FakeMesh(fates: [.loseRequest])
        mesh.interpose(
            .json(200, #"{"messageId": "M9", "localId": "another", "status": "Acknowledged"}"#),
            times: 1, where: Self.isLocalTracking)
        let stand = try TransportStand(mesh, settle: 0.2)
        let letter = try await SampleLetter(in: stand.documents)
        try await stand.running {
            try await stand.tell(letter.converted)
            try await until { Self.isSentAs("M1", stand) }
        }
        #expect(!Self.isSentAs("M9", stand))
        #expect(mesh.sent.map(\.localID) == [letter.message.description])
    }

    @Test("does not make it unsent: a proxy's 404 does not say that MESH has no such letter")
    func proxyMissing() async throws {
        let mesh = try FakeMesh(fates: [.loseAnswer])
        mesh.interpose(Self.missing, where: Self.isLocalTracking)
        let stand = try TransportStand(mesh, settle: 0.05)
        let letter = try await SampleLetter(in: stand.documents)
        try await stand.running {
            try await stand.tell(letter.converted)
            try await until { stand.link.meshStatus.current.interposed?.contains("404") == true }
            #expect(try await stand.phase(letter.message) == .unknown)
            #expect(mesh.sent.count == 1)
            #expect(stand.link.isOpen, "one odd answer does not shut the way")
            let other = try await SampleLetter(2, in: stand.documents)
            try await stand.tell(other.converted)
            try await until { Self.isSentAs("M2", stand) }
        }
        #expect(MeshPage(status: stand.link.meshStatus.current, now: Date()).needsSomebody)
    }

    @Test(
        "is not acknowledged: what is not the message that was asked for is neither kept nor lost",
        arguments: [true, false])
    func wrongMessage(isPage: Bool) async throws {
        let mesh = try FakeMesh()
        for id in ["R1", "R2"] { mesh.deliver(id, workflow: "W_ACK", body: "of \(id)", headers: ["mex-from": "GP1"]) }
        let other = StubServer.Reply.answer(
            200,
            headers: ["mex-messageid": "R2", "mex-messagetype": "DATA", "mex-workflowid": "W_ACK", "mex-to": "HOSP1"],
            body: Data("of R2".utf8))
        mesh.interpose(isPage ? Self.page : other) { $0.method == "GET" && $0.path.hasSuffix("/inbox/R1") }
        let stand = try TransportStand(mesh)
        try await stand.running([stand.collector]) {
            try await until { mesh.acknowledged == ["R2"] && stand.link.meshStatus.current.interposed != nil }
            #expect(
                stand.link.meshStatus.current.interposed?.hasPrefix("interposed: the answer for message R1") == true)
            #expect(stand.link.isOpen)
            mesh.interposeNothing()
            try await until { Set(mesh.acknowledged) == ["R1", "R2"] }
            try await until { stand.link.meshStatus.current.interposed == nil }
        }
        let received = try stand.broker.events.filter { $0.type == .meshReceived }
            .map { try $0.payload(MeshReceived.self) }
        #expect(received.map(\.meshMessageID).sorted() == ["R1", "R2"])
        let body = try #require(received.first { $0.meshMessageID == "R1" }?.body)
        #expect(try await stand.documents.read(body) == Data("of R1".utf8))
    }

    @Test("does not make an answer another's: headers without MESH's own are asked for again")
    func noHeaders() async throws {
        let mesh = try FakeMesh()
        mesh.deliver("R1", workflow: "W_ACK", body: "x", headers: ["mex-from": "GP1"])
        mesh.interpose(.answer(200), times: 2) { $0.method == "HEAD" }
        let stand = try TransportStand(mesh, workflows: ["W"])
        try await stand.running([stand.collector]) { try await until { mesh.acknowledged == ["R1"] } }
        #expect(stand.broker.types.contains("mesh.received"))
    }

    @Test("is told to a person when MESH does not know what is said to have been accepted")
    func unknownID() async throws {
        let mesh = try FakeMesh(fates: [.answer(202, #"{"message_id": "GHOST"}"#)])
        let stand = try TransportStand(mesh, settle: 60)
        let letter = try await SampleLetter(in: stand.documents, expects: [])
        try await stand.running {
            try await stand.tell(letter.converted)
            try await until { Self.isSentAs("GHOST", stand) }
            try await stand.tracker.ask(at: Date() + 30)
            #expect(!stand.broker.types.contains("letter.unroutable"))
            try await stand.tracker.ask(at: Date() + 120)
            try await until { stand.broker.types.contains("letter.unroutable") }
            try await stand.tracker.ask(at: Date() + 86_400)
        }
        let told = stand.broker.events.filter { $0.type == .letterUnroutable }
        #expect(told.count == 1)
        let outcome: LetterOutcome = try #require(told.first).payload()
        #expect(outcome.reason?.code == "unknown-to-mesh" && outcome.meshMessageID == "GHOST")
    }

    @Test("is not believed when MESH has the letter under another id, and that id is followed then")
    func otherID() async throws {
        let mesh = try FakeMesh()
        let stand = try TransportStand(mesh, settle: 60)
        let letter = try await SampleLetter(in: stand.documents, expects: [.collected])
        try await stand.running {
            try await stand.tell(letter.converted)
            try await until { Self.isSentAs("M1", stand) }
            try await stand.journal.write {
                try $0.execute(sql: "UPDATE sends SET mesh_message = 'GHOST'")
            }
            try await stand.tracker.ask(at: Date() + 120)
            mesh.collectAtPractice("M1")
            try await stand.tracker.ask(at: Date() + 240)
            try await until { stand.broker.types.contains("letter.collected") }
        }
        #expect(!stand.broker.types.contains("letter.unroutable"))
    }

    @Test("is not believed twice: an id that MESH gave to another letter is no proof of this one")
    func sameID() async throws {
        let mesh = try FakeMesh(fates: [.accept, .answer(202, #"{"message_id": "M1"}"#)])
        let stand = try TransportStand(mesh, settle: 0.2)
        let first = try await SampleLetter(in: stand.documents)
        let second = try await SampleLetter(2, in: stand.documents)
        try await stand.running {
            try await stand.tell(first.converted)
            try await until { Self.isSentAs("M1", stand) }
            try await stand.tell(second.converted)
            try await until { Self.isSentAs("M2", stand) }
        }
        #expect(mesh.sent.map(\.localID) == [first.message, second.message].map(\.description))
        #expect(stand.broker.types.count { $0 == "letter.sent" } == 2)
    }

    @Test("is what readiness names while the handshake itself is answered by something else")
    func handshake() async throws {
        let mesh = try FakeMesh()
        mesh.interpose(Self.page) { $0.method == "POST" && $0.path.split(separator: "/").count == 2 }
        let stand = try TransportStand(mesh)
        try await stand.running {
            try await until { stand.link.meshStatus.current.trouble?.hasPrefix("interposed:") == true }
            #expect(!stand.link.isOpen)
            mesh.interposeNothing()
            try await until { stand.link.isOpen }
        }
        #expect(stand.link.meshStatus.current.trouble == nil)
    }
}
