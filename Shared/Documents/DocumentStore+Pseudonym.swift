import Crypto
import Foundation

extension DocumentStore {
    /// A name of this store for a person, the same each time: ten hexadecimal digits.
    ///
    /// In an encrypted store it is a keyed hash, so that who reads it cannot try names or registration numbers; in a plain
    /// one it is a hash alone.
    public func pseudonym(of text: String) -> String {
        let bytes = Data("pseudonym:\(text)".utf8)
        let hash =
            form.key.map { Data(HMAC<SHA256>.authenticationCode(for: bytes, using: $0.naming)) }
            ?? Data(SHA256.hash(data: bytes))
        return String(hash.hexadecimal.prefix(10))
    }
}
