import Foundation

/// An IP address, or a range like `10.1.0.0/16`. An IPv4 address also matches in its mapped form `::ffff:10.1.2.3`.
struct PeerRange: Equatable, Sendable {
    private let bytes: [UInt8]
    private let bits: Int

    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, parts.count <= 2, let bytes = Self.bytes(String(first)) else { return nil }
        let all = bytes.count * 8
        if parts.count == 2 {
            guard let bits = Int(parts[1]), (0...all).contains(bits) else { return nil }
            self.bits = bits
        } else {
            bits = all
        }
        self.bytes = bytes
    }

    func contains(_ address: String) -> Bool {
        guard let other = Self.bytes(address), other.count == bytes.count else { return false }
        let whole = bits / 8
        guard other[..<whole].elementsEqual(bytes[..<whole]) else { return false }
        let rest = bits % 8
        return rest == 0 || (other[whole] ^ bytes[whole]) >> (8 - UInt8(rest)) == 0
    }

    static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || PeerRange("127.0.0.0/8")?.contains(host) == true
    }

    private static func bytes(_ text: String) -> [UInt8]? {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: four) { Array($0) } }
        var six = in6_addr()
        let address = text.prefix { $0 != "%" }
        guard inet_pton(AF_INET6, String(address), &six) == 1 else { return nil }
        let bytes = withUnsafeBytes(of: six) { Array($0) }
        let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        return isMapped ? Array(bytes[12...]) : bytes
    }
}
