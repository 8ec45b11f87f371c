public import Foundation
import Synchronization

/// An HTTP server on a loopback port that replies as a test says, so that a test can make faults that a real server
/// shows rarely, such as a broken connection.
public final class StubServer: Sendable {
    /// A request with its whole body.
    public struct Request: Sendable {
        public var method: String
        /// The path with its query, as received.
        public var path: String
        /// The headers; names are in lower case.
        public var headers: [String: String]
        public var body: Data
    }

    /// The reply that the client gets.
    public enum Reply: Sendable {
        case answer(Int, headers: [String: String] = [:], body: Data = Data())
        /// Reads the request whole, then closes the connection without an answer.
        case silence
        /// Sends fewer bytes than its Content-Length (`announced`) says, then closes the connection.
        case broken(Int, headers: [String: String] = [:], announced: Int, body: Data)
        /// Sends these bytes as they are, then closes the connection.
        case raw(Data)
        /// Sends an answer and, `milliseconds` later, bytes that belong to no answer. The connection stays open.
        case overlong(Int, headers: [String: String] = [:], body: Data, rest: Data, milliseconds: Int)
        /// Sends one byte every `milliseconds`, until the client closes the connection.
        case drip(headers: [String: String], milliseconds: Int)
        /// Sends nothing, until the client closes the connection.
        case wait

        /// Makes an answer whose body is this JSON or other text.
        public static func json(_ status: Int, _ text: String, headers: [String: String] = [:]) -> Reply {
            .answer(status, headers: headers, body: Data(text.utf8))
        }
    }

    private let listener: Int32
    /// The port on 127.0.0.1.
    public let port: UInt16
    private let seen = Mutex<[Request]>([])
    private let connections = Mutex(0)
    private let rests = Mutex(0)
    private let handler: @Sendable (Request, _ number: Int) -> Reply

    /// Listens on a free port.
    ///
    /// - Parameter handler: Returns the reply to a request; `number` counts the requests from 1.
    public init(_ handler: @escaping @Sendable (Request, _ number: Int) -> Reply) throws {
        self.handler = handler
        (listener, port) = try Self.listening()
        Thread { [self] in accept() }.start()
    }

    private static func listening() throws -> (socket: Int32, port: UInt16) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(listener, generic, length) == 0 && listen(listener, 64) == 0
                    && getsockname(listener, generic, &length) == 0
            }
        }
        guard isBound else { throw POSIXError(.EADDRINUSE) }
        return (listener, UInt16(bigEndian: address.sin_port))
    }

    /// The base URL: scheme, host and port.
    public var url: String { "http://127.0.0.1:\(port)" }
    /// All requests so far, in the order in which they were read.
    public var requests: [Request] { seen.withLock { $0 } }
    /// Number of connections accepted so far.
    public var connectionCount: Int { connections.withLock { $0 } }

    /// Number of `overlong` answers that were sent to their last byte.
    public var restsSent: Int { rests.withLock { $0 } }

    /// Stops accepting connections.
    public func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func accept() {
        while true {
            let client = Foundation.accept(listener, nil, nil)
            guard client >= 0 else { break }
            connections.withLock { $0 += 1 }
            Thread { [self] in serve(client) }.start()
        }
        close(listener)
    }

    private func serve(_ client: Int32) {
        var buffer = Data()
        while let request = read(client, &buffer) {
            let number = seen.withLock {
                $0.append(request)
                return $0.count
            }
            guard answer(handler(request, number), to: request, on: client) else { break }
        }
        close(client)
    }

    private func read(_ client: Int32, _ buffer: inout Data) -> Request? {
        let end = Data("\r\n\r\n".utf8)
        while buffer.range(of: end) == nil {
            guard fill(client, &buffer) else { return nil }
        }
        guard let head = buffer.range(of: end) else { return nil }
        let lines = String(decoding: buffer[..<head.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ").map(String.init)
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(
                in: .whitespaces)
        }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        buffer.removeSubrange(..<head.upperBound)
        while buffer.count < length {
            guard fill(client, &buffer) else { return nil }
        }
        let body = Data(buffer.prefix(length))
        buffer = Data(buffer.dropFirst(length))
        return Request(method: words[0], path: words[1], headers: headers, body: body)
    }

    private func fill(_ client: Int32, _ buffer: inout Data) -> Bool {
        var bytes = [UInt8](repeating: 0, count: 65536)
        let count = recv(client, &bytes, bytes.count, 0)
        guard count > 0 else { return false }
        buffer.append(contentsOf: bytes.prefix(count))
        return true
    }

    /// Sends the reply. Returns true if the connection stays open.
    private func answer(_ reply: Reply, to request: Request, on client: Int32) -> Bool {
        switch reply {
        case .answer(let status, let headers, let body):
            let hasBody = request.method != "HEAD"
            write(client, status, headers, length: body.count, hasBody ? body : Data())
            return true
        case .silence:
            return false
        case .broken(let status, let headers, let announced, let body):
            write(client, status, headers, length: announced, body)
            return false
        case .raw(let bytes):
            send(Array(bytes), on: client)
            return false
        case .overlong(let status, let headers, let body, let rest, let milliseconds):
            let isLater = milliseconds > 0
            write(client, status, headers, length: body.count, isLater ? body : body + rest)
            if isLater {
                usleep(UInt32(milliseconds) * 1000)
                send(Array(rest), on: client)
            }
            rests.withLock { $0 += 1 }
            return true
        case .drip(let headers, let milliseconds):
            write(client, 200, headers, length: 1_000_000, Data())
            while send([0x78], on: client) { usleep(UInt32(milliseconds) * 1000) }
            return false
        case .wait:
            var bytes = [UInt8](repeating: 0, count: 16)
            return recv(client, &bytes, bytes.count, 0) > 0
        }
    }

    private func write(_ client: Int32, _ status: Int, _ headers: [String: String], length: Int, _ body: Data) {
        var head = "HTTP/1.1 \(status) Stub\r\nContent-Length: \(length)\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        send(Array((head + "\r\n").utf8) + Array(body), on: client)
    }

    /// Sends the bytes. Returns true if all were sent.
    @discardableResult
    private func send(_ bytes: [UInt8], on client: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Foundation.send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }
}
