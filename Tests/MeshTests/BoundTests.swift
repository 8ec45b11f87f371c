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

    @Test("and a header that stands twice with two values makes it nobody's message")
    func twice() async throws {
        let reply = Self.head(marks(), "mex-messageid: B\r\nContent-Length: 1\r\n\r\nx")
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

    @Test("and what is longer than its length does not become the next answer")
    func longer() async throws {
        try await withMailbox { _, number in
            number == 1
                ? .raw(Data(Self.head(marks(), "Content-Length: 4\r\n\r\noursHTTP/1.1 200 OK\r\n\r\n").utf8))
                : .json(200, #"{"count": 7}"#)
        } _: { mailbox, _ in
            let (_, body) = try await mailbox.download("A")
            let count = try await mailbox.count()
            #expect(body == Data("ours".utf8) && count == 7)
        }
    }
}
