import Crypto
import Foundation

/// The `Authorization` header of one request (MESH API specification 2.0.0, "Authorization header").
///
/// MESH refuses a token that it has seen before with 403. Every request, including every repetition, therefore has a
/// new nonce with count 0, so that connections and replicas need not share a counter.
enum Authorization {
    static func header(mailbox: String, password: String, sharedKey: String, now: Date) -> String {
        header(
            mailbox: mailbox, password: password, sharedKey: sharedKey, nonce: UUID().uuidString.lowercased(),
            count: 0, minute: minute(now))
    }

    /// - Parameter minute: `yyyyMMddHHmm` in UTC.
    static func header(
        mailbox: String, password: String, sharedKey: String, nonce: String, count: Int, minute: String
    ) -> String {
        let name = mailbox.uppercased()
        let signed = "\(name):\(nonce):\(count):\(password):\(minute)"
        let code = HMAC<SHA256>.authenticationCode(
            for: Data(signed.utf8), using: SymmetricKey(data: Data(sharedKey.utf8)))
        return "NHSMESH \(name):\(nonce):\(count):\(minute):\(hexadecimal(code))"
    }

    static func minute(_ date: Date) -> String {
        var seconds = time_t(date.timeIntervalSince1970.rounded(.down))
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let numbers = [parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min]
        return numbers.reduce(into: String(parts.tm_year + 1900)) { $0 += ($1 < 10 ? "0" : "") + String($1) }
    }

    private static func hexadecimal(_ code: some Sequence<UInt8>) -> String {
        func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }
        return String(decoding: code.flatMap { [digit($0 >> 4), digit($0 & 15)] }, as: UTF8.self)
    }
}
