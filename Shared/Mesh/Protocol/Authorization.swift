import Crypto
import Foundation

/// The `Authorization` header of one request (MESH API specification 2.0.0, "Authorization header").
///
/// A token that MESH has seen before is refused with 403, so every request and every repetition makes its own: a fresh
/// nonce under count 0, which needs no counter shared between connections or replicas.
enum Authorization {
    static func header(mailbox: String, password: String, sharedKey: String, now: Date) -> String {
        header(
            mailbox: mailbox, password: password, sharedKey: sharedKey, nonce: UUID().uuidString.lowercased(),
            count: 0, minute: minute(now))
    }

    /// `minute` is `yyyyMMddHHmm` in UTC.
    static func header(
        mailbox: String, password: String, sharedKey: String, nonce: String, count: Int, minute: String
    ) -> String {
        let name = mailbox.uppercased()
        let signed = "\(name):\(nonce):\(count):\(password):\(minute)"
        let code = HMAC<SHA256>.authenticationCode(
            for: Data(signed.utf8), using: SymmetricKey(data: Data(sharedKey.utf8)))
        let hash = code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return "NHSMESH \(name):\(nonce):\(count):\(minute):\(hash)"
    }

    static func minute(_ date: Date) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute], from: date)
        let numbers = [parts.month, parts.day, parts.hour, parts.minute].map { number -> String in
            let number = number ?? 0
            return (number < 10 ? "0" : "") + String(number)
        }
        return String(parts.year ?? 0) + numbers.joined()
    }
}
