import Crypto
import Foundation

/// Names objects and encrypts ("seals") them.
struct ObjectForm: Sendable {
    /// Nil in a plain store.
    let key: StoreKey?

    /// Returns the location of an object with this hash. In an encrypted store the name is a keyed hash, so that
    /// somebody who lists the folder cannot test whether a document that he has is in it.
    func location(_ digest: Data) -> String {
        let name =
            key.map { Data(HMAC<SHA256>.authenticationCode(for: digest, using: $0.naming)).hexadecimal }
            ?? digest.hexadecimal
        return "\(name.prefix(2))/\(name)"
    }

    /// Passes an object's stored bytes to `take`, piece by piece.
    func store(_ bytes: Data, as location: String, _ take: (Data) throws -> Void) throws {
        guard let key else { return try take(bytes) }
        var segments = SealedSegments(key)
        try take(segments.header)
        var rest = bytes[...]
        repeat {
            let plain = rest.prefix(SealedSegments.segmentSize)
            rest = rest.dropFirst(plain.count)
            try take(try segments.seal(plain, last: rest.isEmpty ? location : nil))
        } while !rest.isEmpty
    }

    /// Returns an object in its stored form, for a segment.
    func stored(_ bytes: Data, as location: String) throws -> StoredObject {
        guard let name = ContentName(location: location) else {
            throw DocumentStoreError.notWritten(why: "\(location) is no name of an object")
        }
        var stored = Data()
        try store(bytes, as: location) { stored = stored.isEmpty ? $0 : stored + $0 }
        return StoredObject(name: name, bytes: stored)
    }

    /// Whether these stored bytes are the whole object of this name.
    func isWhole(_ name: ContentName, _ input: FileWork.Input) -> Bool {
        let again = FileWork.Input(held: input.held, path: input.path)
        return (try? ObjectReader(again, named: name.location, form: self).readThrough()) != nil
    }
}
