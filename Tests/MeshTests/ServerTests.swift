import Foundation
import HTTP
import TestSupport
import Testing

@testable import Mesh

/// The servers that the client must get along with.
enum MeshUnderTest: String, CaseIterable, CustomTestStringConvertible {
    case sandbox = "the official sandbox"
    case strict = "the stand-in that keeps live MESH's rules"

    var testDescription: String { rawValue }

    static let settings = SandboxSettings.hospital(
        .init(id: "X26HOSP1", ods: "X26", password: "pass-hospital"),
        practices: [.init(id: "Y00001M", ods: "Y00001", password: "pass-practice")],
        workflows: ["GPCONNECT_SEND_DOCUMENT"], sharedKey: "for-tests")

    /// Starts it, gives the hospital's and the practice's mailbox to the body, and ends it.
    func run(_ body: (_ hospital: MeshMailbox, _ practice: MeshMailbox) async throws -> Void) async throws {
        switch self {
        case .sandbox:
            let sandbox = try await Sandbox(Self.settings, environment: try #require(SandboxEnvironment.usual))
            try await body(Self.hospital(sandbox.url), Self.practice(sandbox.url))
            await sandbox.stop()
        case .strict:
            let strict = try await StrictMesh(Self.settings)
            try await body(Self.hospital(strict.url), Self.practice(strict.url))
            await strict.stop()
        }
    }

    static func hospital(_ url: URL, password: String = "pass-hospital") -> MeshMailbox {
        MeshMailbox(
            MeshSettings(
                url: url.absoluteString, mailbox: "X26HOSP1", password: password, sharedKey: "for-tests",
                retry: RetrySchedule(attempts: 3, first: 0.01, longest: 2)))
    }

    static func practice(_ url: URL) -> MeshMailbox {
        MeshMailbox(
            MeshSettings(
                url: url.absoluteString, mailbox: "Y00001M", password: "pass-practice", sharedKey: "for-tests"))
    }

    static func letter(_ text: String, localID: String, to: String = "Y00001M") -> MeshMessage {
        MeshMessage(
            to: to, workflow: "GPCONNECT_SEND_DOCUMENT", localID: localID, subject: "A letter",
            contentType: "application/fhir+xml", body: HTTPBody(Data(text.utf8)))
    }
}

@Suite("Against a real server", .enabled(if: SandboxEnvironment.usual != nil, "no Python packages"))
struct ServerTests {
    @Test("a letter goes out, is tracked, collected, acknowledged, and seen to be", arguments: MeshUnderTest.allCases)
    func wholeWay(server: MeshUnderTest) async throws {
        try await server.run { hospital, practice in
            try await hospital.handshake()
            let route = try await hospital.lookup(ods: "Y00001", workflow: "GPCONNECT_SEND_DOCUMENT")
            #expect(route.map(\.mailbox) == ["Y00001M"])
            let nowhere = try await hospital.lookup(ods: "Y99999", workflow: "GPCONNECT_SEND_DOCUMENT")
            #expect(nowhere.isEmpty)

            let text = String(repeating: "<p>letter</p>", count: 20_000)
            guard case .accepted(let id) = await hospital.send(MeshUnderTest.letter(text, localID: "L1")) else {
                Issue.record("the letter was not accepted")
                return
            }
            let before = try await hospital.track(messageID: id)
            #expect(before?.status == .accepted && before?.recipient == "Y00001M" && before?.localID == "L1")
            guard case .one(let byLocalID) = try await hospital.track(localID: "L1") else {
                Issue.record("it was not found by our own id")
                return
            }
            #expect(byLocalID.messageID == id)
            let missing = try await hospital.track(localID: "L2")
            #expect(missing == LocalTracking.none)

            let page = try await practice.inbox()
            #expect(page.messages == [id] && page.next == nil)
            let (message, body) = try await practice.download(id)
            #expect(String(decoding: body, as: UTF8.self) == text)
            #expect(message.fields[.from] == "X26HOSP1" && message.fields[.localID] == "L1" && !message.isReport)
            #expect(message.workflow == "GPCONNECT_SEND_DOCUMENT")
            try await practice.acknowledge(id)
            try await practice.acknowledge(id)
            let rest = try await practice.inbox()
            #expect(rest.messages.isEmpty)
            let after = try await hospital.track(messageID: id)
            #expect(after?.status == .acknowledged)
        }
    }

    @Test("a long inbox is read to its end, page by page, each message once", arguments: MeshUnderTest.allCases)
    func pages(server: MeshUnderTest) async throws {
        try await server.run { hospital, practice in
            for number in 1...25 { _ = await hospital.send(MeshUnderTest.letter("x", localID: "L\(number)")) }
            var seen: [String] = []
            var link: String?
            repeat {
                let page = try await practice.inbox(following: link, pageSize: 10)
                for id in page.messages { try await practice.acknowledge(id) }
                seen += page.messages
                link = page.next
            } while link != nil
            #expect(seen.count == 25 && Set(seen).count == 25)
        }
    }

    @Test(
        "an unknown recipient is refused with code 12 and a wrong password is our credentials",
        arguments: MeshUnderTest.allCases)
    func refusals(server: MeshUnderTest) async throws {
        try await server.run { hospital, _ in
            let outcome = await hospital.send(MeshUnderTest.letter("x", localID: "L1", to: "NOSUCH"))
            #expect(outcome.summary == "refused 12")
            let url = try #require(URL(string: hospital.settings.url))
            let stranger = MeshUnderTest.hospital(url, password: "wrong")
            let error = await #expect(throws: MeshError.self) { try await stranger.handshake() }
            #expect(error?.kind == .credentials)
        }
    }
}

@Suite(
    "Against the stand-in that keeps live MESH's rules", .enabled(if: ProductDirectory.executable("mesh-server") != nil)
)
struct StrictServerTests {
    private func withStrict(
        _ options: StrictMesh.Options = StrictMesh.Options(),
        _ body: (StrictMesh, MeshMailbox, MeshMailbox) async throws -> Void
    ) async throws {
        let mesh = try await StrictMesh(MeshUnderTest.settings, options)
        try await body(mesh, MeshUnderTest.hospital(mesh.url), MeshUnderTest.practice(mesh.url))
        await mesh.stop()
    }

    @Test("a letter whose answer was lost is there once, and found by our own id")
    func lost() async throws {
        try await withStrict { mesh, hospital, practice in
            // A kept connection, which libcurl would use again by itself.
            try await hospital.handshake()
            try await mesh.add(StrictMesh.Fault(.lost, on: .send, next: 1))
            let outcome = await hospital.send(MeshUnderTest.letter("x", localID: "L1"))
            guard case .unknown = outcome else {
                Issue.record("the outcome must be unknown, not \(outcome)")
                return
            }
            let accepted = try await mesh.accepted()
            #expect(accepted == 1)
            guard case .one = try await hospital.track(localID: "L1") else {
                Issue.record("the letter was not found")
                return
            }
        }
    }

    @Test("two letters under one local id are seen to be several")
    func several() async throws {
        try await withStrict { _, hospital, _ in
            for _ in 1...2 { _ = await hospital.send(MeshUnderTest.letter("x", localID: "L1")) }
            let found = try await hospital.track(localID: "L1")
            #expect(found == .several)
        }
    }

    @Test("busy times pass by asking again, without ever repeating a token")
    func busy() async throws {
        try await withStrict { mesh, hospital, practice in
            _ = await hospital.send(MeshUnderTest.letter("x", localID: "L1"))
            try await mesh.add(StrictMesh.Fault(.unavailable, on: .inbox, next: 1))
            try await mesh.add(StrictMesh.Fault(.unavailable, on: .acknowledge, next: 1))
            let page = try await practice.inbox()
            try await practice.acknowledge(try #require(page.messages.first))
            let rest = try await practice.inbox()
            #expect(rest.messages.isEmpty)
        }
    }

    @Test("a message is gone once it was acknowledged")
    func gone() async throws {
        try await withStrict { _, hospital, practice in
            guard case .accepted(let id) = await hospital.send(MeshUnderTest.letter("x", localID: "L1")) else { return }
            try await practice.acknowledge(id)
            let error = await #expect(throws: MeshError.self) { try await practice.download(id) }
            #expect(error?.kind == .gone && error?.status == 410)
        }
    }

    @Test("a letter that nobody collects comes back as a report on it")
    func report() async throws {
        try await withStrict { mesh, hospital, _ in
            guard case .accepted(let id) = await hospital.send(MeshUnderTest.letter("x", localID: "L1")) else { return }
            try await mesh.age(by: 6 * 86_400)
            let page = try await hospital.inbox()
            let (message, body) = try await hospital.download(try #require(page.messages.first))
            #expect(message.isReport && body.isEmpty)
            #expect(message.fields[.linkedMessageID] == id && message.fields[.statusCode] == "14")
            #expect(message.fields[.localID] == "L1" && message.workflow == "GPCONNECT_SEND_DOCUMENT")
        }
    }
}
