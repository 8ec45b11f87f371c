import Crypto
import Foundation

/// The `Authorization` header of one request: `NHSMESH mailbox:nonce:count:timestamp:hash`.
struct AuthorizationToken {
    var mailbox: String
    var nonce: Substring
    var count: Substring
    var timestamp: Substring
    var hash: Substring

    /// Returns nil unless every part is present and well-formed.
    init?(_ header: String) {
        guard header.hasPrefix("NHSMESH ") else { return nil }
        let parts = header.dropFirst(8).split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 5, parts.allSatisfy({ !$0.isEmpty && !$0.contains(" ") }) else { return nil }
        guard parts[2].utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        guard parts[3].utf8.count == 12, parts[3].utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        guard parts[4].utf8.count == 64 else { return nil }
        mailbox = String(parts[0])
        (nonce, count, timestamp, hash) = (parts[1], parts[2], parts[3], parts[4])
    }

    /// Returns true if the hash is valid for this password and key.
    func isSigned(password: String, key: SymmetricKey) -> Bool {
        let text = "\(mailbox):\(nonce):\(count):\(password):\(timestamp)"
        let expected = HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
        var given = hash.utf8.makeIterator()
        for byte in expected {
            guard let high = given.next(), let low = given.next() else { return false }
            guard Self.digit(byte >> 4) == high, Self.digit(byte & 15) == low else { return false }
        }
        return true
    }

    /// The token's timestamp (UTC, a whole minute) as seconds since 1970.
    var seconds: Double {
        let digits = timestamp.utf8.map { Int($0) - 0x30 }
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
        let days = Self.days(year: number(0..<4), month: number(4..<6), day: number(6..<8))
        return Double(days * 86_400 + number(8..<10) * 3_600 + number(10..<12) * 60)
    }

    /// The value by which a replayed token is recognised: the hash, which covers all other parts.
    var fingerprint: String { String(hash) }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }

    /// Returns the days since 1970-01-01 in the Gregorian calendar.
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = year / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

/// The tokens seen. A token may be forgotten once its timestamp alone would be refused.
struct SeenTokens {
    private var recent: Set<String> = []
    private var older: Set<String> = []
    private var begun: Double
    private let span: Double

    init(window: Double, now: Double) {
        span = 2 * window + 60
        begun = now
    }

    /// - Returns: False if the token was seen before.
    mutating func insert(_ fingerprint: String, now: Double) -> Bool {
        if now - begun > span {
            older = recent
            recent = []
            begun = now
        }
        guard !older.contains(fingerprint) else { return false }
        return recent.insert(fingerprint).inserted
    }
}
