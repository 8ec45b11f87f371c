import Foundation
import HTTP
import Synchronization
import TestSupport
import Testing

@testable import Mesh

@Suite("Our inbox at MESH")
struct InboxTests {
    @Test("is read page after page along links that are followed verbatim")
    func pages() async throws {
        let next = "/messageexchange/X26HOSP1/inbox?max_results=2&continue_from=gAA%3D%3D"
        try await withMailbox { request, _ in
            request.path == next
                ? .json(200, #"{"messages": [], "links": {"self": "x"}, "approx_inbox_count": 9}"#)
                : .json(200, #"{"messages": ["A", "B"], "links": {"self": "x", "next": "\#(next)"}}"#)
        } _: { mailbox, server in
            let first = try await mailbox.inbox()
            #expect(first.messages == ["A", "B"])
            let second = try await mailbox.inbox(following: first.next)
            #expect(second == InboxPage(messages: [], next: nil, approximateCount: 9))
            #expect(server.requests.last?.path == next)
        }
    }

    @Test("starts again at its first page when a link has expired")
    func expiredLink() async throws {
        try await withMailbox { request, _ in
            request.path.contains("continue_from") ? meshError(400) : .json(200, #"{"messages": ["A"]}"#)
        } _: { mailbox, _ in
            let page = try await mailbox.inbox(following: "/messageexchange/X26HOSP1/inbox?continue_from=old")
            #expect(page == InboxPage(messages: ["A"], next: nil, isRestarted: true))
        }
    }

    @Test("is not left for another host")
    func foreignLink() async throws {
        try await withMailbox { _, _ in
            .json(200, "{}")
        } _: { mailbox, server in
            await #expect(throws: MeshError.self) { try await mailbox.inbox(following: "https://elsewhere/inbox") }
            #expect(server.requests.isEmpty)
        }
    }

    @Test("gives a message whole, its headers whatever their case, decompressed once")
    func download() async throws {
        let gzip = Data(base64Encoded: "H4sIAAAAAAAAA8tIzcnJBwCGphA2BQAAAA==") ?? Data()
        try await withMailbox { _, _ in
            .answer(
                200,
                headers: [
                    "MEX-MessageType": "DATA", "Mex-WorkflowID": "W_ACK", "mex-content-compressed": "Y",
                    "Content-Encoding": "gzip", "Mex-Chunk-Range": "1:1", "mex-subject": "", "Mex-MessageID": "a",
                ], body: gzip)
        } _: { mailbox, _ in
            let (message, body) = try await mailbox.download("A")
            #expect(body == Data("hello".utf8))
            #expect(message.workflow == "W_ACK" && !message.isReport)
            #expect(message.fields[.subject] == nil)
        }
    }

    @Test("gives a message of several chunks in their order, each decompressed on its own")
    func chunks() async throws {
        try await withMailbox { request, _ in
            let number = request.path.hasSuffix("/A") ? 1 : Int(request.path.suffix(1)) ?? 0
            return .answer(
                number < 3 ? 206 : 200, headers: marks(of: "A", ["mex-chunk-range": "\(number):3"]),
                body: Data("part\(number) ".utf8))
        } _: { mailbox, _ in
            let (message, body) = try await mailbox.download("A")
            #expect(String(decoding: body, as: UTF8.self) == "part1 part2 part3 ")
            #expect(message.size == 18)
        }
    }

    @Test("does not give a message of which a chunk is missing", arguments: [404, 410, 200])
    func missingChunk(status: Int) async throws {
        try await withMailbox { request, _ in
            request.path.hasSuffix("/A")
                ? .answer(206, headers: marks(of: "A", ["mex-chunk-range": "1:3"]), body: Data("part1".utf8))
                : status == 200
                    ? .answer(200, headers: marks(of: "A", ["mex-chunk-range": "2:3"]), body: Data("{}".utf8))
                    : meshError(status)
        } _: { mailbox, _ in
            let error = await #expect(throws: MeshError.self) { try await mailbox.download("A") }
            #expect(error?.code == "chunk-missing" && error?.verdict == .later)
        }
    }

    @Test("does not fill our memory with what unpacks to more than we take")
    func bomb() async throws {
        // 1 MiB of zeros, compressed.
        let bomb = try zip(Data(count: 1_048_576))
        try await withMailbox {
            $0.largestDownload = 100_000
        } answering: { _, _ in
            .answer(200, headers: marks(of: "A", ["Content-Encoding": "gzip"]), body: bomb)
        } _: { mailbox, _ in
            let error = await #expect(throws: MeshError.self) { try await mailbox.download("A") }
            #expect(error?.code == "download-too-large" && error?.verdict == .neverForThisLetter)
        }
    }

    @Test("does not give half of a message when the connection breaks")
    func broken() async throws {
        try await withMailbox { _, _ in
            .broken(200, headers: marks(), announced: 100, body: Data("half".utf8))
        } _: { mailbox, _ in
            let error = await #expect(throws: MeshError.self) { try await mailbox.download("A") }
            #expect(error?.kind == .unreachable)
        }
    }

    @Test("knows a report, which has neither sender nor content")
    func report() async throws {
        try await withMailbox { _, _ in
            .answer(
                200,
                headers: [
                    "mex-messagetype": "REPORT", "mex-chunk-range": "1:0", "mex-linkedmsgid": "M1",
                    "mex-messageid": "R", "mex-to": "GP0001",
                ])
        } _: { mailbox, _ in
            let (message, body) = try await mailbox.download("R")
            #expect(message.isReport && body.isEmpty && message.fields[.linkedMessageID] == "M1")
        }
    }

    @Test("takes an acknowledgement that was given before as given", arguments: [200, 404, 410])
    func acknowledge(status: Int) async throws {
        try await withMailbox { _, _ in
            status == 200 ? .json(status, "") : meshError(status)
        } _: { mailbox, server in
            try await mailbox.acknowledge("A/B")
            #expect(server.requests.first?.path == "/messageexchange/X26HOSP1/inbox/A%2FB/status/acknowledged")
            #expect(server.requests.first?.method == "PUT")
        }
    }

    private func zip(_ data: Data) throws -> Data {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/gzip")
        process.arguments = ["-c"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: data)
        try input.fileHandleForWriting.close()
        defer { process.waitUntilExit() }
        return output.fileHandleForReading.readDataToEndOfFile()
    }
}
