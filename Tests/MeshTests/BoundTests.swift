import Foundation
import TestSupport
import Testing

@testable import Mesh

@Suite("A hostile or half broken MESH is met with a bound")
struct BoundTests {
    private func downloading(
        _ reply: StubServer.Reply, _ adjust: (inout MeshSettings) -> Void = { _ in }
    ) async throws -> (error: MeshError?, requests: Int) {
        try await withMailbox(adjust) { _, _ in
            reply
        } _: { mailbox, server in
            let error = await #expect(throws: MeshError.self) { try await mailbox.download("A") }
            return (error, server.requests.count)
        }
    }

    private static func head(_ headers: [String: String], _ rest: String = "") -> String {
        "HTTP/1.1 200 OK\r\n" + headers.map { "\($0): \($1)\r\n" }.joined() + rest
    }

    @Test(
        "of a body that drips below the least speed, and of one that takes too long in all", arguments: [true, false])
    func drip(isSlow: Bool) async throws {
        let (error, requests) = try await downloading(
            .drip(headers: marks(), milliseconds: isSlow ? 400 : 20)
        ) { settings in
            if isSlow { settings.stallTimeout = 1 } else { (settings.leastSpeed, settings.longestRequest) = (1, 1) }
        }
        #expect(error?.kind == .unreachable && error?.code == "timeout" && requests == 1)
    }

    @Test("of chunks", arguments: [999_999_999, 4001])
    func chunks(total: Int) async throws {
        let (error, requests) = try await downloading(
            .answer(206, headers: marks(of: "A", ["mex-chunk-range": "1:\(total)"]), body: Data("x".utf8)))
        #expect(error?.code == "too-many-chunks" && error?.verdict == .neverForThisLetter && requests == 1)
    }

    @Test("of headers")
    func headers() async throws {
        let many = (0..<5000).map { "x-\($0): \(String(repeating: "y", count: 50))\r\n" }.joined()
        let reply = Self.head(marks(), many + "Content-Length: 1\r\n\r\nx")
        let (error, _) = try await downloading(.raw(Data(reply.utf8)))
        #expect(error?.code == MeshError.interposed && error?.detail.contains("headers") == true)
    }

    private static let notHTTP = [
        "HTTP/1.1 200 OK\r\nx-long: \(String(repeating: "y", count: 400_000))\r\nContent-Length: 1\r\n\r\nx",
        "no HTTP at all\r\n\r\n", "HTTP/9.9 200 OK\r\nContent-Length: 1\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot a length\r\n",
    ]

    @Test("and an answer that is no HTTP is a broken one, not a MESH out of reach", arguments: notHTTP.indices)
    func answersNoHTTP(how: Int) async throws {
        let (error, requests) = try await downloading(.raw(Data(Self.notHTTP[how].utf8)))
        #expect(error?.kind == .unreachable && error?.code == "dropped" && error?.wasSent == true && requests == 1)
    }

    @Test("and a header that stands twice with two values makes it nobody's message", arguments: [true, false])
    func twice(isFirst: Bool) async throws {
        let (line, other) = ("HTTP/1.1 200 OK\r\n", "mex-messageid: B\r\n")
        let marks = Self.head(marks()).dropFirst(line.count)
        let reply = line + (isFirst ? other + marks : marks + other) + "Content-Length: 1\r\n\r\nx"
        let (error, _) = try await downloading(.raw(Data(reply.utf8)))
        #expect(error?.code == MeshError.interposed)
    }

    @Test("and a body that ends early is not a message, however its length was told", arguments: Short.allCases)
    func short(how: Short) async throws {
        let (error, _) = try await downloading(.raw(how.reply))
        #expect(error != nil && error?.verdict == .later)
    }

    enum Short: CaseIterable, Sendable {
        /// Fewer bytes than its length.
        case length
        /// The last piece is missing.
        case pieces
        /// No length at all, so that a broken connection looks like the end.
        case unknown
        /// A gzip that was cut: all its bytes are there that its length tells.
        case gzip

        var reply: Data {
            switch self {
            case .length: return Data(head(marks(), "Content-Length: 1000\r\n\r\nhalf").utf8)
            case .pieces: return Data(head(marks(), "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n").utf8)
            case .unknown: return Data(head(marks(), "Connection: close\r\n\r\nhalf").utf8)
            case .gzip:
                let whole = Data(base64Encoded: "H4sIAAAAAAAAA8tIzcnJBwCGphA2BQAAAA==") ?? Data()
                let text = head(marks(), "Content-Encoding: gzip\r\nContent-Length: \(whole.count - 8)\r\n\r\n")
                return Data(text.utf8) + whole.dropLast(8)
            }
        }
    }

    @Test("and a message that is longer than its length is none, whatever of it has come", arguments: [4, 16_384])
    func longer(length: Int) async throws {
        let body = Data(repeating: 0x78, count: length)
        let (error, _) = try await downloading(
            .overlong(200, headers: marks(), body: body, rest: Data(repeating: 0x79, count: 900), milliseconds: 0))
        #expect(error?.code == "dropped" && error?.detail.contains("more bytes") == true)
    }

    @Test("and what lies on a kept connection does not become the next answer", arguments: [0, 30])
    func soiled(milliseconds: Int) async throws {
        let forged = Data("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"count\": 9}".utf8)
        try await withMailbox { _, number in
            number == 1
                ? .overlong(200, body: Data("{\"count\": 7}".utf8), rest: forged, milliseconds: milliseconds)
                : .json(200, "{\"count\": \(number)}")
        } _: { mailbox, server in
            #expect(try await mailbox.count() == 7)
            try await eventually("the rest has come") { server.restsSent == 1 }
            #expect(try await mailbox.count() == 2)
            #expect(try await mailbox.count() == 3)
            #expect(server.connectionCount == 2)
        }
    }
}
