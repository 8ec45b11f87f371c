import Crypto
import Foundation

/// How objects are named and sealed in a store.
struct ObjectForm: Sendable {
    /// Nil in a plain store.
    let key: StoreKey?

    /// Where an object of this hash lies. In an encrypted store the name is a keyed hash, so that whoever lists the
    /// folder cannot tell whether a document that he has is in it.
    func location(_ digest: Data) -> String {
        let name =
            key.map { Data(HMAC<SHA256>.authenticationCode(for: digest, using: $0.naming)).hexadecimal }
            ?? digest.hexadecimal
        return "\(name.prefix(2))/\(name)"
    }

    /// The bytes as they are stored, piece by piece.
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

    /// An object as it is stored, to stand in a segment.
    func stored(_ bytes: Data, as location: String) throws -> StoredObject {
        guard let name = ContentName(location: location) else {
            throw DocumentStoreError.notWritten(why: "\(location) is no name of an object")
        }
        var stored = Data()
        try store(bytes, as: location) { stored = stored.isEmpty ? $0 : stored + $0 }
        return StoredObject(name: name, bytes: stored)
    }

    /// Whether this is, as it is stored, the object of this name.
    func isWhole(_ name: ContentName, _ input: FileWork.Input) -> Bool {
        let again = FileWork.Input(held: input.held, path: input.path)
        return (try? ObjectReader(again, named: name.location, form: self).readThrough()) != nil
    }
}
