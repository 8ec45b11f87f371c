import Crypto
import Foundation

/// Where an object's record begins in its segment, and how long the object is as it is stored.
struct RecordPlace: Equatable, Sendable {
    var offset: Int
    var length: Int

    /// Where the next record may begin.
    var end: Int { offset + RecordHeader.size + RecordHeader.padded(length) }
}

/// What stands before everything in a segment (deploy/docs/CONTRACT.md, "Document store"): 64 bytes, whose checksum holds
/// for this place of this segment alone, so that no document can contain what would pass for a record.
struct RecordHeader: Equatable, Sendable {
    enum Kind: UInt8, Sendable {
        /// An object as it would be in a file of its own.
        case object = 1
        /// The table of all objects of a segment that has ended.
        case index = 2
        /// The last record of a segment that has ended; `durable` is where its index begins.
        case end = 3
    }

    static let size = 64
    static let magic = Array("MPR1".utf8)
    private static let checked = 56

    var kind: Kind
    /// Of what follows.
    var length: Int
    /// All that stands before this offset was known to be on the disk when the record was written.
    var durable: Int
    var name: ContentName

    /// Header, body, and what fills it up to a multiple of 8.
    var span: Int { Self.size + Self.padded(length) }

    static func padded(_ length: Int) -> Int { (length + 7) & ~7 }

    init(_ kind: Kind, length: Int, durable: Int, name: ContentName) {
        self.kind = kind
        self.length = length
        self.durable = durable
        self.name = name
    }

    /// Nil where these bytes are no header for this place.
    init?(_ bytes: UnsafeRawBufferPointer, at offset: Int, of segment: UUID) {
        guard bytes.count >= Self.size, bytes[..<4].elementsEqual(Self.magic), let kind = Kind(rawValue: bytes[4])
        else {
            return nil
        }
        let checked = UnsafeRawBufferPointer(rebasing: bytes[..<Self.checked])
        guard
            bytes.loadUnaligned(fromByteOffset: Self.checked, as: UInt64.self)
                == Self.checksum(checked, at: offset, of: segment)
        else { return nil }
        func number(_ place: Int) -> Int? {
            Int(exactly: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)))
        }
        guard let length = number(8), let durable = number(16), length < 1 << 40 else { return nil }
        self.init(
            kind, length: length, durable: durable, name: ContentName(UnsafeRawBufferPointer(rebasing: bytes[24...])))
    }

    func bytes(at offset: Int, of segment: UUID) -> Data {
        var data = Data(capacity: Self.size)
        data.append(contentsOf: Self.magic)
        data.append(contentsOf: [kind.rawValue, 0, 0, 0])
        for number in [length, durable] {
            withUnsafeBytes(of: UInt64(number).bigEndian) { data.append(contentsOf: $0) }
        }
        data.append(name.bytes)
        let checksum = data.withUnsafeBytes { Self.checksum($0, at: offset, of: segment) }
        withUnsafeBytes(of: checksum) { data.append(contentsOf: $0) }
        return data
    }

    /// The first 8 bytes, as they lie in memory, of SHA-256 over segment, offset and header.
    private static func checksum(_ bytes: UnsafeRawBufferPointer, at offset: Int, of segment: UUID) -> UInt64 {
        var hash = SHA256()
        withUnsafeBytes(of: segment.uuid) { hash.update(bufferPointer: $0) }
        withUnsafeBytes(of: UInt64(offset).bigEndian) { hash.update(bufferPointer: $0) }
        hash.update(bufferPointer: bytes)
        return hash.finalize().withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
    }
}
