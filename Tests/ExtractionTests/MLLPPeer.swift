import CDispatch
import Foundation
import HL7v2

/// A sender of the hospital on a plain socket, one step at a time. Blocking calls are made on threads of its own.
final class MLLPPeer: Sendable {
    struct Failed: Error, CustomStringConvertible {
        var description: String
    }

    private static let queue = DispatchQueue(label: "peers", attributes: .concurrent)
    private let descriptor: Int32

    /// Connects.
    init(port: Int) async throws {
        descriptor = try await Self.blocking {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = UInt16(port).bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            let status = withUnsafePointer(to: address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            guard status == 0 else {
                Foundation.close(descriptor)
                throw Failed(description: "no connection: \(errno)")
            }
            var time = timeval(tv_sec: 60, tv_usec: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
            return descriptor
        }
    }

    deinit { Foundation.close(descriptor) }

    private static func blocking<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value
    {
        try await withCheckedThrowingContinuation { waiter in
            queue.async { waiter.resume(with: Result { try work() }) }
        }
    }

    func write(_ bytes: [UInt8]) async throws {
        let descriptor = descriptor
        try await Self.blocking {
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes {
                    Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { throw Failed(description: "cannot write: \(errno)") }
                rest = rest.dropFirst(count)
            }
        }
    }

    func send(_ text: String) async throws { try await write(FrameReader.frame(text.utf8)) }

    /// No more is sent, and answers are still read.
    func endWriting() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// The next answer; nil where the connection was closed before one.
    func answer() async throws -> String? {
        let descriptor = descriptor
        return try await Self.blocking {
            var content: [UInt8] = []
            while true {
                var byte: UInt8 = 0
                let count = recv(descriptor, &byte, 1, 0)
                if count == 0 || count < 0 && errno == ECONNRESET { return nil }
                guard count == 1 else { throw Failed(description: "nothing came: \(errno)") }
                content.append(byte)
                if content.suffix(2) == [0x1C, 0x0D] {
                    return String(decoding: content.dropFirst().dropLast(2), as: UTF8.self)
                }
            }
        }
    }

    /// Sends a message and gives the code that it is answered with; nil where it is not answered.
    func code(of sample: HL7Sample) async throws -> String? {
        try await send(sample.text)
        return try await answer().flatMap { $0.firstMatch(of: /MSA\|(\w\w)\|/) }.map { String($0.1) }
    }
}
