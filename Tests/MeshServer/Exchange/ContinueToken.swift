import Crypto
import Foundation

/// Encodes `continue_from` of an inbox listing: the end of a page, signed with a key of this process, so that a token
/// from before a restart is refused.
struct ContinueToken {
    private let key = SymmetricKey(size: .bits256)

    func seal(_ sequence: Int, mailbox: String) -> String {
        let place = String(sequence, radix: 16)
        return place + "-" + signature(place, mailbox)
    }

    /// Returns the position that a token stands for.
    func open(_ token: String, mailbox: String) throws(Refusal) -> Int {
        let parts = token.split(separator: "-")
        guard parts.count == 2, let sequence = Int(parts[0], radix: 16),
            parts[1] == signature(String(parts[0]), mailbox)
        else { throw .badContinueToken }
        return sequence
    }

    private func signature(_ place: String, _ mailbox: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Array("\(mailbox)/\(place)".utf8), using: key)
        return code.prefix(16).map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
    }
}
