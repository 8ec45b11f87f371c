import Crypto
import Foundation

extension DocumentStore {
    /// Returns a pseudonym for a person: ten hexadecimal digits, the same for the same text in this store.
    ///
    /// In an encrypted store it is a keyed hash, so that a reader of pseudonyms cannot find the text by trying names or
    /// registration numbers; in a plain store it is an unkeyed hash.
    public func pseudonym(of text: String) -> String {
        let bytes = Data("pseudonym:\(text)".utf8)
        let hash =
            form.key.map { Data(HMAC<SHA256>.authenticationCode(for: bytes, using: $0.naming)) }
            ?? Data(SHA256.hash(data: bytes))
        return String(hash.hexadecimal.prefix(10))
    }
}
