import Foundation
import Synchronization

/// Hands out free ports of 127.0.0.1 that are reserved while this process lives.
///
/// They lie below the range that the kernel uses for outgoing connections (32768 and up). A locked file reserves each
/// port, so that suites in several processes never get the same one.
public enum FreePorts {
    struct NoPort: Error {}

    private static let range = 20_000..<32_000
    private static let taken = Mutex<[Int: Int32]>([:])

    /// Reserves `count` ports and returns them.
    public static func take(_ count: Int) throws -> [Int] {
        var ports: [Int] = []
        var candidates = range.shuffled().makeIterator()
        while ports.count < count {
            guard let port = candidates.next() else { throw NoPort() }
            if isFree(port), reserve(port) { ports.append(port) }
        }
        return ports
    }

    /// True if a server accepts connections on this port.
    public static func isServed(_ port: Int) -> Bool { with(port) { connect($0, $1, $2) == 0 } }

    private static func isFree(_ port: Int) -> Bool { with(port) { bind($0, $1, $2) == 0 } }

    private static func reserve(_ port: Int) -> Bool {
        taken.withLock { taken in
            guard taken[port] == nil else { return false }
            let file = open("/tmp/meshpost-port-\(port).lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
            guard file >= 0 else { return false }
            guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
                close(file)
                return false
            }
            taken[port] = file
            return true
        }
    }

    private static func with(
        _ port: Int, _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Bool
    ) -> Bool {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
