import Crypto
import Foundation

/// The format of an encrypted object (deploy/docs/CONTRACT.md, "Document store"): a header of version, key id and salt,
/// then segments of 1 MiB, each sealed by AES-GCM with a key of this object alone, which is derived from the store's
/// key and the salt. The nonce is the segment's number and a flag for the last one; the last one also authenticates the
/// object's name. Hence an object that was truncated, extended, reordered or renamed does not open.
///
/// Since no two objects share a key, any number of objects stays within the limit of NIST SP 800-38D on nonces per key.
/// Objects of the first format, sealed under the store's key with a random nonce prefix of 7 bytes, are still read.
struct SealedSegments {
    private enum Form {
        case first, own

        static let magicSize = 4

        var magic: Data { Data((self == .first ? "MPD1" : "MPD2").utf8) }
        /// Size of the random part of the header, in bytes.
        var randomSize: Int { self == .first ? SealedSegments.prefixSize : SealedSegments.saltSize }
    }

    static let segmentSize = 1 << 20
    static let tagSize = 16
    /// Size of the common beginning of both header formats, in bytes: magic and key id.
    static let beginningSize = Form.magicSize + 8
    private static let prefixSize = 7
    private static let saltSize = 32

    let header: Data
    private let form: Form
    private let sealing: SymmetricKey
    /// The first bytes of each nonce.
    private let prefix: Data
    private var number: UInt32 = 0

    /// Starts a new object.
    init(_ key: StoreKey) {
        form = .own
        let salt = Self.random(Self.saltSize)
        header = form.magic + key.id + salt
        sealing = key.object(salt: salt)
        prefix = Data(count: Self.prefixSize)
    }

    /// Random bytes by one call of the system (getentropy(3)).
    private static func random(_ count: Int) -> Data {
        var data = Data(count: count)
        let isDone = data.withUnsafeMutableBytes { $0.baseAddress.map { getentropy($0, count) == 0 } ?? true }
        return isDone ? data : Data((0..<count).map { _ in UInt8.random(in: .min ... .max) })
    }

    /// Reads the header of an existing object.
    ///
    /// - Parameters:
    ///   - beginning: the first `beginningSize` bytes.
    ///   - rest: returns the given number of the bytes that follow.
    init(
        _ key: StoreKey, beginning: Data, location: String, rest: (Int) throws(DocumentStoreError) -> Data
    ) throws(DocumentStoreError) {
        let magic = beginning.prefix(Form.magicSize)
        guard beginning.count == Self.beginningSize, magic == Form.first.magic || magic == Form.own.magic else {
            throw .damaged(location: location, why: "it does not begin like an encrypted object")
        }
        guard beginning.dropFirst(Form.magicSize) == key.id else {
            throw .damaged(location: location, why: "it was encrypted with another key")
        }
        form = magic == Form.first.magic ? .first : .own
        let random = try rest(form.randomSize)
        guard random.count == form.randomSize else { throw .damaged(location: location, why: "it is cut short") }
        header = beginning + random
        sealing = form == .first ? key.sealing : key.object(salt: random)
        prefix = form == .first ? random : Data(count: Self.prefixSize)
    }

    private mutating func nonce(isLast: Bool) throws -> AES.GCM.Nonce {
        var bytes = prefix
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
        bytes.append(isLast ? 1 : 0)
        number += 1
        return try AES.GCM.Nonce(data: bytes)
    }

    /// The additional authenticated data of a segment: the header, for the last segment with the object's name.
    private func context(last location: String?) -> Data {
        guard form == .own, let name = location?.split(separator: "/").last else { return header }
        return header + Data(name.utf8)
    }

    /// Seals up to 1 MiB; the last segment may be empty.
    ///
    /// - Parameter location: the object's location for the last segment; nil for all others.
    mutating func seal(_ plain: some DataProtocol, last location: String?) throws -> Data {
        let box = try AES.GCM.seal(
            plain, using: sealing, nonce: try nonce(isLast: location != nil), authenticating: context(last: location))
        return box.ciphertext + box.tag
    }

    mutating func open(_ sealed: Data, isLast: Bool, location: String) throws(DocumentStoreError) -> Data {
        guard sealed.count >= Self.tagSize else { throw .damaged(location: location, why: "it is cut short") }
        do {
            let box = try AES.GCM.SealedBox(
                nonce: try nonce(isLast: isLast), ciphertext: sealed.dropLast(Self.tagSize),
                tag: sealed.suffix(Self.tagSize))
            return try AES.GCM.open(box, using: sealing, authenticating: context(last: isLast ? location : nil))
        } catch {
            throw .damaged(
                location: location, why: "a segment was changed, or the object was cut short, continued or moved")
        }
    }
}
