import Foundation
import Hummingbird
import Letters
import Logging
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

@testable import Operations

/// The HTTP port as a real server, and peers that do as they like.
@Suite("The HTTP port", .serialized)
struct HTTPBoundTests {
    private static let half = "POST /page HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000\r\nX-a: "
    private static let never = Duration.seconds(3600)

    /// Serves until the body returns.
    private func serving(_ bounds: HTTPBounds, body: (_ port: Int) async throws -> Void) async throws {
        let lines = Mutex<[String]>([])
        let logger = Logger(label: "test") { label in
            LineLogHandler(logLevel: .info, label: label, form: .json) { line in lines.withLock { $0.append(line) } }
        }
        let context = ServiceContext(
            stage: .reporting, settings: Settings([:]), logger: logger, health: Health(), metrics: MetricsRegistry())
        context.routes { router in
            router.get("/page") { _, _ in "a page" }
            router.post("/page") { request, _ in
                _ = try await request.body.collect(upTo: 100)
                return "posted"
            }
        }
        let server = OperationsServer(context: context, host: "127.0.0.1", port: 0, bounds: bounds)
        let group = ServiceGroup(services: [server], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let run = Task { try await group.run() }
        let port = try await eventually("the port is served") { () -> Int? in
            lines.withLock { $0 }.compactMap { line in
                let fields = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String]
                return fields?["message"] == "serving HTTP" ? fields?["port"].flatMap { Int($0) } : nil
            }.first
        }
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(port))
        } catch {
            result = .failure(error)
        }
        await group.triggerGracefulShutdown()
        try await run.value
        try result.get()
    }

    private func isAlive(_ port: Int) async throws -> Bool {
        let peer = try Peer(port)
        peer.send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
        try await eventually("it is answered") { peer.received().hasPrefix("HTTP/1.1 200") }
        return true
    }

    @Test("closes what has not sent a request's head, or its body, in time, also while bytes still drip")
    func halfRequests() async throws {
        let bounds = HTTPBounds(
            head: .milliseconds(300), body: .milliseconds(300), answer: Self.never, idle: Self.never)
        try await serving(bounds) { port in
            let peers = try (0..<60).map { _ in try Peer(port) }
            for peer in peers[..<20] { peer.send(Self.half) }
            for peer in peers[20..<40] { peer.send(Self.half + "b\r\n\r\nbody") }
            try await eventually("all are closed") {
                for peer in peers[..<10] + peers[20..<30] { peer.send("b") }
                return peers.allSatisfy(\.isClosed)
            }
            #expect(try await isAlive(port))
        }
    }

    @Test("closes what has asked before and then sends half a head")
    func laterHalf() async throws {
        let bounds = HTTPBounds(head: .milliseconds(300), body: Self.never, answer: Self.never, idle: Self.never)
        try await serving(bounds) { port in
            let peer = try Peer(port)
            peer.send("GET /page HTTP/1.1\r\nHost: localhost\r\n\r\n")
            try await eventually("it is answered") { peer.received().hasSuffix("a page") }
            peer.send(Self.half)
            try await eventually("it is closed") { peer.isClosed }
        }
    }

    @Test("keeps few connections open at a time, and answers whoever asks while many half requests are held")
    func connections() async throws {
        let bounds = HTTPBounds(
            head: Self.never, body: Self.never, answer: Self.never, idle: Self.never, connections: 16)
        try await serving(bounds) { port in
            var peers: [Peer] = []
            for _ in 0..<10 {
                for _ in 0..<20 {
                    let peer = try Peer(port)
                    peer.send(Self.half)
                    peers.append(peer)
                }
                #expect(try await isAlive(port))
            }
            try await eventually("16 are left at most") { peers.count { !$0.isClosed } <= 16 }
            #expect(try await isAlive(port))
        }
    }

    @Test(
        "takes no long head: neither its fields, nor their number, nor its line",
        arguments: [
            "GET /page HTTP/1.1\r\nHost: localhost\r\nX-a: \(String(repeating: "a", count: 100_000))\r\n\r\n",
            "GET /page HTTP/1.1\r\nHost: localhost\r\n\(String(repeating: "X-a: b\r\n", count: 200))\r\n",
            "GET /page?\(String(repeating: "a", count: 200_000)) HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /page?\(String(repeating: "a", count: 200_000))",
        ])
    func longHead(text: String) async throws {
        let bounds = HTTPBounds(head: Self.never, body: Self.never, answer: Self.never, idle: Self.never)
        try await serving(bounds) { port in
            let peer = try Peer(port)
            peer.send(text)
            try await eventually("it is refused") { peer.received().hasPrefix("HTTP/1.1 400") || peer.isClosed }
            #expect(!peer.received().contains("a page"))
            #expect(try await isAlive(port))
        }
    }

    @Test(
        "shows pages under its own names alone, and what machines ask under any",
        arguments: [
            ("GET /page HTTP/1.1\r\nHost: localhost:8080", 200), ("GET /page HTTP/1.1\r\nHost: [::1]:1", 200),
            ("GET /page HTTP/1.1\r\nHost: LOCALHOST", 200), ("GET /page HTTP/1.1\r\nHost: evil.example", 421),
            ("GET /page HTTP/1.1\r\nHost: localhost.evil.example", 421),
            ("GET /page HTTP/1.1\r\nHost: evil.example@localhost", 421),
            ("GET /page HTTP/1.1\r\nHost: localhost\r\nHost: evil.example", 421), ("GET /page HTTP/1.0", 421),
            ("GET /nowhere HTTP/1.1\r\nHost: evil.example", 421), ("GET /nowhere HTTP/1.1\r\nHost: localhost", 404),
            ("GET /livez HTTP/1.1\r\nHost: evil.example", 200), ("GET /metrics HTTP/1.0", 200),
            ("GET /livez/../page HTTP/1.1\r\nHost: evil.example", 421),
            ("POST /page HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0", 200),
            ("POST /page HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nOrigin: http://localhost:1", 200),
            ("POST /page HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nOrigin: http://evil.example", 403),
            ("POST /page HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nOrigin: null", 403),
        ])
    func names(head: String, status: Int) async throws {
        try await serving(HTTPBounds()) { port in
            let peer = try Peer(port)
            peer.send(head + "\r\n\r\n")
            try await eventually("it is answered") { peer.received().contains("\r\n\r\n") }
            let answer = peer.received()
            #expect(answer.hasPrefix("HTTP/1.1 \(status)"), "\(answer)")
            for line in [
                "X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer", "Cache-Control: no-store",
                "frame-ancestors 'none'",
            ] {
                #expect(answer.contains(line), "\(answer)")
            }
        }
    }
}

/// One end of a connection, without any protocol.
private final class Peer {
    private let socket: Int32
    private var text = ""

    init(_ port: Int) throws {
        socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { throw POSIXError(.ECONNREFUSED) }
    }

    deinit { close(socket) }

    /// Sends as much as the other end takes.
    func send(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Foundation.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }

    /// All that has come so far.
    func received() -> String {
        _ = read()
        return text
    }

    /// The other end has closed the connection, or shut its half.
    var isClosed: Bool { read() }

    private func read() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(socket, &bytes, bytes.count, Int32(MSG_DONTWAIT))
            guard count > 0 else { return count == 0 || errno != EAGAIN }
            text += String(decoding: bytes[..<count], as: UTF8.self)
        }
    }
}
