import CCurl
import Foundation

/// The sockets that libcurl has open. A kept connection on which something lies before anything was asked is no good
/// any more: libcurl would take it for the next answer.
///
/// Unchecked, because only the owner thread touches it, as all of libcurl.
final class Sockets: @unchecked Sendable {
    /// Whether a request went over each before.
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

    /// Bytes that lie unread on the connection from this port of ours.
    func pending(port: Int) -> Int { descriptor(port).map { Int(meshpost_socket_pending($0)) } ?? 0 }

    /// Whether a request may go over the connection from this port. On a new one TLS may have sent already what it needs.
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
        // The port stands at the same place in both families' addresses.
        return withUnsafeBytes(of: &address) { Int($0[2]) << 8 | Int($0[3]) }
    }
}
