import Foundation
import TestSupport
import Testing

@testable import Mesh

@Suite("A question to MESH")
struct AskingTests {
    @Test("is repeated while MESH says later, then the answer counts", arguments: [425, 429, 502, 503, 504])
    func repeated(status: Int) async throws {
        try await withMailbox { _, number in
            number < 3 ? .json(status, "<html>later</html>") : .json(200, #"{"count": 7}"#)
        } _: { mailbox, server in
            let count = try await mailbox.count()
            #expect(count == 7)
            #expect(server.requests.count == 3)
        }
    }

    @Test("is given up after the schedule, and not asked again at all when MESH wants longer than we wait")
    func givenUp() async throws {
        try await withMailbox { _, _ in
            .json(503, "", headers: ["Retry-After": "0"])
        } _: { mailbox, server in
            let error = await #expect(throws: MeshError.self) { try await mailbox.count() }
            #expect(error?.kind == .unavailable && error?.verdict == .later)
            #expect(server.requests.count == 4)
        }
        try await withMailbox { _, _ in
            .json(429, "", headers: ["Retry-After": "3600"])
        } _: { mailbox, server in
            let error = await #expect(throws: MeshError.self) { try await mailbox.count() }
            #expect(error?.retryAfter == 3600)
            #expect(server.requests.count == 1)
        }
    }

    @Test("that is refused for our credentials is asked once more, never hammered")
    func credentials() async throws {
        try await withMailbox { _, _ in
            .json(403, "{}")
        } _: { mailbox, server in
            let error = await #expect(throws: MeshError.self) { try await mailbox.handshake() }
            #expect(error?.kind == .credentials && error?.verdict == .neverForThisProcess)
            #expect(server.requests.count == 2)
        }
    }

    @Test("which mailbox takes a workflow knows none, one and several, in both versions")
    func lookup() async throws {
        let answers = [
            #"{"results": []}"#, #"{"results": [{"mailbox_id": "GP1", "mailbox_name": "A practice"}]}"#,
            #"{"query_id": "1", "results": [{"address": "GP1"}, {"address": "GP2"}]}"#,
        ]
        try await withMailbox { _, number in
            .json(200, answers[number - 1])
        } _: { mailbox, server in
            var found: [[String]] = []
            for _ in answers { found.append(try await mailbox.lookup(ods: "Y00001", workflow: "W").map(\.mailbox)) }
            #expect(found == [[], ["GP1"], ["GP1", "GP2"]])
            #expect(server.requests.first?.path == "/messageexchange/endpointlookup/Y00001/W")
        }
    }

    @Test("what became of a letter by our own id has three answers")
    func localTracking() async throws {
        let one = #"{"messageId": "M1", "localId": "L1", "status": "Accepted", "recipient": "GP1"}"#
        let none = #"{"errorEvent": "", "errorCode": "", "errorDescription": "Not Found"}"#
        let answers: [(Int, String)] = [(404, none), (200, one), (300, #"{"errorDescription": "several"}"#)]
        try await withMailbox { _, number in
            .json(answers[number - 1].0, answers[number - 1].1)
        } _: {
            mailbox, server in
            let none = try await mailbox.track(localID: "L1")
            #expect(none == LocalTracking.none)
            guard case .one(let tracking) = try await mailbox.track(localID: "L1") else {
                Issue.record("one message was found")
                return
            }
            #expect(tracking.messageID == "M1" && tracking.status == .accepted && tracking.recipient == "GP1")
            let several = try await mailbox.track(localID: "L1")
            #expect(several == .several)
            #expect(server.requests.first?.headers["accept"] == "application/vnd.mesh.v1+json")
        }
    }

    @Test("keeps its connection for the next one")
    func reuse() async throws {
        try await withMailbox { _, _ in
            .json(200, #"{"count": 0}"#)
        } _: { mailbox, server in
            for _ in 1...5 { _ = try await mailbox.count() }
            #expect(server.connectionCount == 1)
        }
    }

    @Test("waits its turn when more are asked than there are connections")
    func bounded() async throws {
        try await withMailbox {
            $0.connections = 2
        } answering: { _, _ in
            .json(200, #"{"count": 1}"#)
        } _: {
            mailbox, server in
            let sum = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 1...40 { group.addTask { try await mailbox.count() } }
                return try await group.reduce(0, +)
            }
            #expect(sum == 40)
            #expect(server.connectionCount <= 2)
        }
    }

    @Test("notices how far MESH's clock is from ours")
    func skew() async throws {
        try await withMailbox { _, _ in
            .json(200, #"{"count": 1}"#, headers: ["Date": "Thu, 01 Jan 2026 00:00:00 GMT"])
        } _: { mailbox, _ in
            #expect(mailbox.clockSkew == nil)
            _ = try await mailbox.count()
            let skew = try #require(mailbox.clockSkew)
            #expect(skew < -7200)
        }
    }

    @Test("ends when it is cancelled")
    func cancelled() async throws {
        try await withMailbox { _, _ in
            .wait
        } _: { mailbox, server in
            let asking = Task { try await mailbox.count() }
            while server.requests.isEmpty { await Task.yield() }
            asking.cancel()
            let error = await #expect(throws: MeshError.self) { try await asking.value }
            #expect(error?.kind == .cancelled)
        }
    }
}
