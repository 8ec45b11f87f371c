import Crypto
import Foundation

/// The form of an encrypted object (deploy/docs/CONTRACT.md, "Document store"): a header of version and key id, then segments of
/// 1 MiB, each sealed by AES-GCM under a nonce of the object's random prefix, the segment's number and a flag that marks
/// the last, so that an object that is cut short, continued or put in another order does not open.
struct SealedSegments {
    static let segmentSize = 1 << 20
    static let tagSize = 16
    static let magic = Data("MPD1".utf8)
    static let prefixSize = 7
    static var headerSize: Int { magic.count + 8 + prefixSize }

    let key: StoreKey
    let prefix: Data
    private var number: UInt32 = 0

    /// To write a new object.
    init(_ key: StoreKey) {
        self.key = key
        prefix = Data((0..<Self.prefixSize).map { _ in UInt8.random(in: .min ... .max) })
    }

    /// To read an object with this header.
    init(_ key: StoreKey, header: Data, location: String) throws(DocumentStoreError) {
        guard header.count == Self.headerSize, header.prefix(4) == Self.magic else {
            throw .damaged(location: location, why: "it does not begin like an encrypted object")
        }
        guard header.dropFirst(4).prefix(8) == key.id else {
            throw .damaged(location: location, why: "it was encrypted with another key")
        }
        self.key = key
        prefix = Data(header.suffix(Self.prefixSize))
    }

    var header: Data { Self.magic + key.id + prefix }

    private mutating func nonce(isLast: Bool) throws -> AES.GCM.Nonce {
        var bytes = prefix
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
        bytes.append(isLast ? 1 : 0)
        number += 1
        return try AES.GCM.Nonce(data: bytes)
    }

    /// Seals up to 1 MiB; the last segment may be empty.
    mutating func seal(_ plain: some DataProtocol, isLast: Bool) throws -> Data {
        let box = try AES.GCM.seal(plain, using: key.sealing, nonce: try nonce(isLast: isLast), authenticating: header)
        return box.ciphertext + box.tag
    }

    mutating func open(_ sealed: Data, isLast: Bool, location: String) throws(DocumentStoreError) -> Data {
        guard sealed.count >= Self.tagSize else { throw .damaged(location: location, why: "it is cut short") }
        do {
            let box = try AES.GCM.SealedBox(
                nonce: try nonce(isLast: isLast), ciphertext: sealed.dropLast(Self.tagSize),
                tag: sealed.suffix(Self.tagSize))
            return try AES.GCM.open(box, using: key.sealing, authenticating: header)
        } catch {
            throw .damaged(location: location, why: "a segment was changed, or the object was cut short or continued")
        }
    }
}
