import Foundation
import Letters
import Mesh
import Messages
import TestSupport
import Testing

@testable import Transport

@Suite("The health of our mailbox")
struct HealthTests {
    private static func handshakes(_ mesh: FakeMesh) -> Int {
        mesh.requests.count { $0.method == "POST" && $0.path.split(separator: "/").count == 2 }
    }

    @Test("begins with one handshake, and not one for each look into the mailbox")
    func handshakeAtStart() async throws {
        let mesh = try FakeMesh()
        let stand = try TransportStand(mesh)
        try await stand.running([stand.collector]) {
            try await until { stand.broker.types.count { $0 == "mesh.polled" } >= 3 }
        }
        #expect(Self.handshakes(mesh) == 1)
    }

    @Test("is kept up by a handshake after each interval, though nothing is sent")
    func handshakeWhenIdle() async throws {
        let mesh = try FakeMesh()
        let stand = try TransportStand(mesh)
        let link = MeshLink(
            stand.link.mailbox, meshStatus: stand.link.meshStatus, logger: stand.logger, interval: .milliseconds(10),
            listeners: [], setReadiness: { _ in })
        let running = Task { try await link.run() }
        try await until { Self.handshakes(mesh) >= 3 }
        running.cancel()
        #expect(mesh.sent.isEmpty)
    }

    @Test("counts the letters that no practice has answered, and since when the oldest waits")
    func unanswered() async throws {
        let stand = try TransportStand(try FakeMesh())
        let letter = try await SampleLetter(in: stand.documents)
        let silent = try await SampleLetter(2, in: stand.documents, expects: [.collected])
        try await stand.running {
            try await stand.tell(letter.converted)
            try await stand.tell(silent.converted)
            try await until { stand.broker.types.count { $0 == "letter.sent" } == 2 }
        }
        let watch = MeshWatch(journal: stand.journal, meshStatus: stand.link.meshStatus, certificateFile: nil)
        await watch.refresh(at: Date())
        #expect(stand.link.meshStatus.current.unanswered == 1)
        #expect(stand.link.meshStatus.current.oldestUnanswered != nil)
        let outcome = LetterOutcome(facts: letter.facts, attempt: letter.attempt, meshMessageID: "M1")
        try await stand.tell(
            try Event(
                .letterReceived, outcome, about: letter.facts.delivery.description, cause: "test",
                from: .acknowledgement, at: Date()))
        await watch.refresh(at: Date())
        #expect(stand.link.meshStatus.current.unanswered == 0)
    }

    @Test("knows when our certificate ends")
    func certificate() async throws {
        let files = try TestCertificates()
        defer { try? FileManager.default.removeItem(at: files.directory) }
        let end = try #require(MeshWatch.end(ofCertificate: files.path("client.crt")))
        #expect(end > Date() + 86_400 && end < Date() + 3 * 86_400)
        #expect(MeshWatch.end(ofCertificate: files.path("client.key")) == nil)
    }

    private static let now = Date(timeIntervalSince1970: 1_800_000_000)

    private static var sound: MeshStatus {
        var standing = MeshStatus(mailbox: "X26HOSP1", trouble: nil)
        standing.handshakeAt = now - 60
        standing.polledAt = now - 120
        standing.skew = 2
        standing.certificateEnds = now + 90 * 86_400
        return standing
    }

    @Test("is told in words, and nobody is bothered while all is well")
    func sound() {
        let page = MeshPage(status: Self.sound, now: Self.now)
        #expect(!page.needsSomebody)
        #expect(page.html.contains("X26HOSP1: in order"))
        #expect(page.lines.contains("Our certificate ends in 90 days."))
    }

    /// A change that makes MESH's status bad, and the words by which it must be reported.
    struct Trouble: Sendable, CustomTestStringConvertible {
        var words: String
        var change: @Sendable (inout MeshStatus) -> Void
        var testDescription: String { words }

        init(_ words: String, _ change: @escaping @Sendable (inout MeshStatus) -> Void) {
            self.words = words
            self.change = change
        }
    }

    static let troubles = [
        Trouble("credentials: MESH refuses us") { $0.trouble = "credentials: MESH refuses us" },
        Trouble("26 h ago") { $0.handshakeAt = now - 26 * 3600 }, Trouble("2 h ago") { $0.polledAt = now - 2 * 3600 },
        Trouble("differ by 400 s") { $0.skew = -400 },
        Trouble("ends in 12 days") { $0.certificateEnds = now + 12.5 * 86_400 },
        Trouble("has expired") { $0.certificateEnds = now - 2 * 86_400 },
        Trouble("of 3 the outcome is not known") { $0.open = [.unknown: 3] },
        Trouble("1 cannot be taken") { $0.stuck = 1 },
        Trouble("interposed: the answer for message M1") { $0.interposed = "interposed: the answer for message M1" },
        Trouble("a message of our mailbox") { $0.collecting = "a message of our mailbox cannot be taken" },
    ]

    @Test("asks for somebody when something needs one", arguments: troubles)
    func troubled(trouble: Trouble) {
        var standing = Self.sound
        trouble.change(&standing)
        let page = MeshPage(status: standing, now: Self.now)
        #expect(page.lines.contains { $0.hasPrefix("Attention") && $0.contains(trouble.words) }, "\(page.lines)")
        #expect(page.html.contains("needs somebody"))
    }

    @Test("raises an alarm when MESH has brought a letter elsewhere than was meant", arguments: [true, false])
    func elsewhere(isByPatient: Bool) async throws {
        let mesh = try FakeMesh()
        let stand = try TransportStand(mesh)
        let letter = try await SampleLetter(
            in: stand.documents, to: isByPatient ? "GPPROVIDER_9990000018_20150304_TESTPATIENT" : nil,
            expects: isByPatient ? [] : [.collected])
        mesh.deliver(elsewhere: "GPELSE", of: "Y99999")
        try await stand.running {
            try await stand.tell(letter.converted)
            try await until { stand.broker.types.contains("letter.sent") }
            try await stand.tracker.ask(at: Date() + 1)
            try await until { stand.broker.types.contains("letter.unroutable") }
            try await stand.tracker.ask(at: Date() + 100_000)
        }
        let told = stand.broker.events.filter { $0.type == .letterUnroutable }
        #expect(told.count == 1)
        let outcome: LetterOutcome = try #require(told.first).payload()
        #expect(outcome.reason?.code == "recipient-differs" && outcome.meshMessageID == "M1")
    }
}
