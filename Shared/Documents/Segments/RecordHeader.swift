import Crypto
import Foundation

/// The offset of an object's record in its segment, and the object's stored length in bytes.
struct RecordPlace: Equatable, Sendable {
    var offset: Int
    var length: Int

    /// The offset at which the next record may begin.
    var end: Int { offset + RecordHeader.size + RecordHeader.padded(length) }
}

/// The 64-byte header of every record in a segment (deploy/docs/CONTRACT.md, "Document store"). Its checksum includes
/// the segment's id and the offset, so that no document can contain bytes that pass for a record.
struct RecordHeader: Equatable, Sendable {
    enum Kind: UInt8, Sendable {
        /// An object, in the same form as in a file of its own.
        case object = 1
        /// The table of the objects of an ended segment.
        case index = 2
        /// The last record of an ended segment; its `durable` is the offset of the table's record.
        case end = 3
    }

    static let size = 64
    static let magic = Array("MPR1".utf8)
    private static let checked = 56

    var kind: Kind
    /// Length of the body that follows, in bytes, without padding.
    var length: Int
    /// Everything before this offset was on the disk when the record was written.
    var durable: Int
    var name: ContentName

    /// Size of header, body and padding to a multiple of 8, in bytes.
    var span: Int { Self.size + Self.padded(length) }

    static func padded(_ length: Int) -> Int { (length + 7) & ~7 }

    init(_ kind: Kind, length: Int, durable: Int, name: ContentName) {
        self.kind = kind
        self.length = length
        self.durable = durable
        self.name = name
    }

    /// Parses a header; nil when the bytes are not a header for this offset of this segment.
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
