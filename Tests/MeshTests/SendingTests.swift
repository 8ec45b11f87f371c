import Foundation
import HTTP
import TestSupport
import Testing

@testable import Mesh

@Suite("A letter handed to MESH")
struct SendingTests {
    @Test(
        "is accepted under the id that MESH gives, in either version of its answer",
        arguments: [
            #"{"message_id": "20261123_AB"}"#, #"{"messageID": "20261123_AB"}"#, #"{"messageId": "20261123_AB"}"#,
        ])
    func accepted(body: String) async throws {
        let outcome = try await withMailbox { _, _ in
            .json(202, body)
        } _: { mailbox, _ in
            await mailbox.send(letter())
        }
        #expect(outcome == .accepted(messageID: "20261123_AB"))
    }

    @Test("goes with exactly its headers, one Accept, no Expect")
    func headers() async throws {
        try await withMailbox { _, _ in
            .json(202, #"{"message_id": "1"}"#)
        } _: { mailbox, server in
            var message = letter("<Bundle/>")
            message.subject = "A letter"
            message.fileName = ""
            _ = await mailbox.send(message)
            let request = try #require(server.requests.first)
            #expect(request.method == "POST" && request.path == "/messageexchange/X26HOSP1/outbox")
            #expect(request.headers["accept"] == "application/vnd.mesh.v2+json")
            #expect(request.headers["expect"] == nil && request.headers["mex-filename"] == nil)
            #expect(request.headers["mex-to"] == "GP0001" && request.headers["mex-localid"] == "letter-1")
            #expect(request.headers["mex-subject"] == "A letter")
            #expect(request.headers["content-type"] == "application/fhir+xml")
            #expect(request.body == Data("<Bundle/>".utf8))
        }
    }

    @Test("is offered once when the answer is lost, also on a kept connection", arguments: [0, 1])
    func answerLost(before: Int) async throws {
        try await withMailbox { request, number in
            number <= before ? .json(202, #"{"message_id": "1"}"#) : .silence
        } _: { mailbox, server in
            for _ in 0..<before { _ = await mailbox.send(letter()) }
            guard case .unknown = await mailbox.send(letter(localID: "letter-2")) else {
                Issue.record("an answer that was lost must leave the outcome unknown")
                return
            }
            #expect(server.requests.filter { $0.headers["mex-localid"] == "letter-2" }.count == 1)
        }
    }

    @Test("is known not to have left when nobody listens")
    func nobodyListens() async throws {
        let server = try StubServer { _, _ in .silence }
        server.stop()
        let mailbox = MeshMailbox(
            MeshSettings(url: "http://127.0.0.1:1", mailbox: "A", password: "b", sharedKey: "c"))
        guard case .notSent(let error) = await mailbox.send(letter()) else {
            Issue.record("a refused connection must count as not sent")
            return
        }
        #expect(error.kind == .unreachable && error.verdict == .later)
    }

    @Test(
        "is offered once whatever MESH answers, and the answer says whether it may have arrived",
        arguments: [
            (417, #"{"detail":[{"event":"SEND","code":"12","msg":"Unregistered to address"}]}"#, "refused 12"),
            (400, #"{"errorEvent":"SEND","errorCode":"08","errorDescription":"TO_DTS missing"}"#, "refused 08"),
            (
                400, #"{"detail":[{"type":"missing","loc":["header","mex-to"],"msg":"Field required"}]}"#,
                "refused http-400"
            ),
            (202, #"{"errorEvent":"SEND","errorCode":"17","errorDescription":"not allowed"}"#, "refused 17"),
            (202, "null", "unknown interposed"),
            (202, "{}", "unknown interposed"),
            (429, "", "notSent http-429"),
            (425, "", "notSent http-425"),
            (500, "<soap:Envelope/>", "unknown http-500"),
            (503, "<html>busy</html>", "unknown http-503"),
            (504, "", "unknown http-504"),
            (301, "", "unknown interposed"),
            (404, "<html>nginx</html>", "unknown interposed"),
        ])
    func answers(status: Int, body: String, expected: String) async throws {
        try await withMailbox { _, _ in
            .json(status, body)
        } _: { mailbox, server in
            #expect(await mailbox.send(letter()).summary == expected)
            #expect(server.requests.count == 1)
        }
    }

    @Test(
        "may have arrived when the answer is no HTTP",
        arguments: ["no HTTP at all\r\n\r\n", "HTTP/9.9 202 OK\r\n\r\n"])
    func answersNoHTTP(reply: String) async throws {
        try await withMailbox { _, _ in
            .raw(Data(reply.utf8))
        } _: { mailbox, server in
            #expect(await mailbox.send(letter()).summary == "unknown dropped")
            #expect(server.requests.count == 1)
        }
    }

    @Test("is offered again once under a new token when MESH refuses the token, then our credentials are to blame")
    func refusedToken() async throws {
        let recovered = try await withMailbox { _, number in
            number == 1 ? .json(403, "{}") : .json(202, #"{"message_id": "1"}"#)
        } _: { mailbox, _ in
            await mailbox.send(letter())
        }
        #expect(recovered == .accepted(messageID: "1"))
        try await withMailbox { _, _ in
            .json(403, "{}")
        } _: { mailbox, server in
            guard case .notSent(let error) = await mailbox.send(letter()) else {
                Issue.record("a refused token means that nothing was sent")
                return
            }
            #expect(error.kind == .credentials && error.verdict == .neverForThisProcess)
            #expect(server.requests.count == 2)
        }
    }

    @Test(
        "does not leave with a header that could smuggle in another, or is too long",
        arguments: [
            ("a\r\nmex-to: OTHER", "header-characters"), ("Müller", "header-characters"),
            (String(repeating: "a", count: 501), "header-length"),
        ])
    func unfitHeaders(subject: String, code: String) async throws {
        try await withMailbox { _, _ in
            .json(202, #"{"message_id": "1"}"#)
        } _: { mailbox, server in
            var message = letter()
            message.subject = subject
            #expect(await mailbox.send(message).summary == "refused \(code)")
            #expect(server.requests.isEmpty)
        }
    }

    @Test("does not leave when it is empty or larger than MESH takes")
    func size() async throws {
        try await withMailbox {
            $0.largestMessage = 10
        } answering: { _, _ in
            .json(202, #"{"message_id": "1"}"#)
        } _: { mailbox, server in
            #expect(await mailbox.send(letter("")).summary == "refused 02")
            #expect(await mailbox.send(letter("12345678901")).summary == "refused message-too-large")
            #expect(server.requests.isEmpty)
        }
    }

    @Test("streams from a file of many megabytes, byte for byte")
    func streams() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "mesh-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        let content = Data((0..<12_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) })
        try content.write(to: file)
        try await withMailbox {
            ($0.largestRequest, $0.compressFrom) = (20_000_000, .max)
        } answering: { _, _ in
            .json(202, #"{"message_id": "1"}"#)
        } _: { mailbox, server in
            var message = letter()
            message.body = try HTTPBody(file: file)
            #expect(await mailbox.send(message) == .accepted(messageID: "1"))
            #expect(server.requests.first?.body == content)
        }
    }

    @Test("is of unknown outcome when its sending is cancelled while MESH thinks")
    func cancelled() async throws {
        try await withMailbox { _, _ in
            .wait
        } _: { mailbox, server in
            let sending = Task { await mailbox.send(letter()) }
            while server.requests.isEmpty { await Task.yield() }
            sending.cancel()
            #expect(await sending.value.summary == "unknown cancelled")
        }
    }
}

extension SendOutcome {
    var summary: String {
        switch self {
        case .accepted(let id): "accepted \(id)"
        case .refused(let error): "refused \(error.code)"
        case .notSent(let error): "notSent \(error.code)"
        case .unknown(let error): "unknown \(error.code)"
        case .interrupted(let upload, let error): "interrupted \(upload) \(error.code)"
        }
    }
}
