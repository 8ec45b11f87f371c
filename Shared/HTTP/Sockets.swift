import CCurl
import Foundation

/// The open sockets of libcurl. A persistent connection with unread bytes before a request is sent must not be used,
/// because libcurl would take these bytes for the answer.
///
/// `@unchecked Sendable`: only the owner thread uses it.
final class Sockets: @unchecked Sendable {
    /// By descriptor: whether a request was sent over the connection before.
    private var open: [Int32: Bool] = [:]

    func apply(to easy: UnsafeMutableRawPointer) {
        meshpost_curl_set_socket_callbacks(easy, Self.onOpen, Self.onClose, Unmanaged.passUnretained(self).toOpaque())
    }

    private static let onOpen:
        @convention(c) (UnsafeMutableRawPointer?, curlsocktype, UnsafeMutablePointer<curl_sockaddr>?) -> curl_socket_t =
            {
                context, _, address in
                guard let context, let address else { return CURL_SOCKET_BAD }
                let descriptor = meshpost_curl_open_socket(address)
                if descriptor >= 0 {
                    Unmanaged<Sockets>.fromOpaque(context).takeUnretainedValue().open[descriptor] = false
                }
                return descriptor
            }

    private static let onClose: @convention(c) (UnsafeMutableRawPointer?, curl_socket_t) -> Int32 = {
        context, descriptor in
        if let context { Unmanaged<Sockets>.fromOpaque(context).takeUnretainedValue().open[descriptor] = nil }
        return close(descriptor)
    }

    /// The number of unread bytes on the connection with this local port.
    func pending(port: Int) -> Int { descriptor(port).map { Int(meshpost_socket_pending($0)) } ?? 0 }

    /// Whether a request may be sent over the connection with this local port. A new connection may already have
    /// received bytes that TLS needs.
    func isClean(port: Int) -> Bool {
        guard let descriptor = descriptor(port) else { return true }
        defer { open[descriptor] = true }
        return open[descriptor] == false || meshpost_socket_pending(descriptor) == 0
    }

    private func descriptor(_ port: Int) -> Int32? { open.keys.first { Self.port(of: $0) == port } }

    private static func port(of descriptor: Int32) -> Int? {
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let isKnown = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) == 0 }
        }
        guard isKnown else { return nil }
        // The port is at the same offset in IPv4 and IPv6 addresses.
        return withUnsafeBytes(of: &address) { Int($0[2]) << 8 | Int($0[3]) }
    }
}
