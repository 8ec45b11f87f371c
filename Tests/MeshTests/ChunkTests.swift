import Foundation
import HTTP
import TestSupport
import Testing

@testable import Mesh

@Suite("A message that is longer than a request may be")
struct ChunkTests {
    @Test("is cut into chunks of one size but the last")
    func plan() {
        let plan = ChunkPlan(size: 25, chunkSize: 10)
        #expect(plan.count == 3)
        #expect((1...3).map { plan.range(of: $0) } == [0..<10, 10..<20, 20..<25])
        #expect(plan.header(of: 2) == "2:3")
        #expect(ChunkPlan(size: 10, chunkSize: 10).count == 1)
        #expect(ChunkPlan(size: 20, chunkSize: 10).count == 2)
    }

    /// 25 bytes in chunks of 10; the body that each chunk came with.
    private func send(
        upload: String? = nil, _ answer: @escaping @Sendable (StubServer.Request, Int) -> StubServer.Reply
    ) async throws -> (outcome: SendOutcome, requests: [StubServer.Request]) {
        try await withMailbox {
            $0.largestRequest = 10
        } answering: {
            answer($0, $1)
        } _: { mailbox, server in
            var message = letter("0123456789abcdefghijABCDE")
            message.upload = upload
            return (await mailbox.send(message), server.requests)
        }
    }

    @Test("goes in their order, and only the first is a send")
    func order() async throws {
        let (outcome, requests) = try await send { request, _ in
            request.path.hasSuffix("/outbox") ? .json(202, #"{"message_id": "U1"}"#) : .json(202, "null")
        }
        #expect(outcome == .accepted(messageID: "U1"))
        let outbox = "/messageexchange/X26HOSP1/outbox"
        #expect(requests.map(\.path) == [outbox, "\(outbox)/U1/2", "\(outbox)/U1/3"])
        #expect(requests.map { $0.headers["mex-chunk-range"] } == ["1:3", "2:3", "3:3"])
        #expect(requests.map { String(decoding: $0.body, as: UTF8.self) } == ["0123456789", "abcdefghij", "ABCDE"])
        #expect(requests[0].headers["content-type"] == "application/octet-stream")
        #expect(requests[0].headers["mex-content-type"] == "application/fhir+xml")
        #expect(Set(requests.map { $0.headers["authorization"] }).count == 3)
    }

    @Test("is gone on with after an interruption, and does not begin anew")
    func interrupted() async throws {
        let (outcome, requests) = try await send { request, _ in
            request.path.hasSuffix("/outbox") ? .json(202, #"{"message_id": "U1"}"#) : .json(503, "")
        }
        #expect(outcome.summary == "interrupted U1 http-503")
        // The first chunk once, the second as often as the schedule has it.
        #expect(requests.count == 5)
        let (resumed, again) = try await send(upload: "U1") { _, _ in .json(202, "null") }
        #expect(resumed == .accepted(messageID: "U1"))
        #expect(again.allSatisfy { !$0.path.hasSuffix("/outbox") } && again.count == 2)
    }

    @Test("had arrived when MESH has closed the upload, and begins anew when MESH no longer has it")
    func ends() async throws {
        let (closed, _) = try await send(upload: "U1") { _, _ in .json(423, #"{"message": "Locked"}"#) }
        #expect(closed == .accepted(messageID: "U1"))
        let (gone, _) = try await send(upload: "U1") { _, _ in meshError(404) }
        #expect(gone.summary == "notSent \(MeshError.uploadGone)")
    }

    @Test("whose first chunk got no answer is of unknown outcome, and no other chunk follows")
    func firstLost() async throws {
        let (outcome, requests) = try await send { _, _ in .silence }
        guard case .unknown = outcome else {
            Issue.record("the first chunk is a send: \(outcome)")
            return
        }
        #expect(requests.count == 1)
    }

    @Test("is compressed chunk by chunk, all in one way, where that gains anything")
    func compressed() async throws {
        let text = String(repeating: "all work and no play ", count: 2000)
        try await withMailbox {
            $0.largestRequest = 20_000
            $0.compressFrom = 1000
        } answering: { _, _ in
            .json(202, #"{"message_id": "U1"}"#)
        } _: { mailbox, server in
            #expect(await mailbox.send(letter(text)) == .accepted(messageID: "U1"))
            #expect(server.requests.count == 3)
            #expect(server.requests.allSatisfy { $0.headers["content-encoding"] == "gzip" && $0.body.count < 2000 })
            let noise = Data((0..<30_000).map { _ in UInt8.random(in: .min ... .max) })
            var message = letter()
            message.body = HTTPBody(noise)
            _ = await mailbox.send(message)
            let plain = server.requests.dropFirst(3)
            #expect(plain.count == 2 && plain.allSatisfy { $0.headers["content-encoding"] == nil })
        }
    }
}

@Suite("Long messages at a real server", .enabled(if: SandboxEnvironment.usual != nil, "no Python packages"))
struct LongMessageTests {
    @Test("arrive whole, chunked and compressed", arguments: MeshUnderTest.allCases)
    func chunked(server: MeshUnderTest) async throws {
        try await server.run { hospital, practice in
            var settings = hospital.settings
            (settings.largestRequest, settings.compressFrom) = (300_000, 100_000)
            let sender = MeshMailbox(settings)
            let text = (0..<80_000).map { "line \($0)\n" }.joined()
            guard case .accepted(let id) = await sender.send(MeshUnderTest.letter(text, localID: "L1")) else {
                Issue.record("the message was not accepted")
                return
            }
            let page = try await practice.inbox()
            #expect(page.messages == [id])
            let (message, body) = try await practice.download(id)
            #expect(body == Data(text.utf8))
            #expect(message.fields[.contentType] == "application/fhir+xml")
        }
    }

    @Test(
        "that were interrupted are found unfinished by our own id, and gone on with", arguments: MeshUnderTest.allCases)
    func resumed(server: MeshUnderTest) async throws {
        try await server.run { hospital, practice in
            var settings = hospital.settings
            settings.largestRequest = 100_000
            let sender = MeshMailbox(settings)
            let text = String(repeating: "0123456789", count: 30_000)
            // As a process that dies in the second chunk: what is read there never comes.
            let whole = HTTPBody(Data(text.utf8))
            var message = MeshUnderTest.letter(text, localID: "L1")
            message.body = HTTPBody(size: whole.size) { offset, buffer in
                guard offset < 150_000 else { throw CocoaError(.fileReadUnknown) }
                return try whole.read(offset, buffer)
            }
            guard case .interrupted(let upload, _) = await sender.send(message) else {
                Issue.record("the send must be interrupted")
                return
            }
            let before = try await practice.inbox()
            #expect(before.messages.isEmpty)
            guard case .one(let tracking) = try await sender.track(localID: "L1") else {
                Issue.record("the upload was not found by our own id")
                return
            }
            #expect(tracking.messageID == upload && tracking.status == .uploading)
            message.body = whole
            message.upload = upload
            #expect(await sender.send(message) == .accepted(messageID: upload))
            let (_, body) = try await practice.download(upload)
            #expect(body == Data(text.utf8))
            let after = try await practice.inbox()
            #expect(after.messages == [upload])
        }
    }
}
