import Crypto
import Foundation

/// The table at the end of an ended segment: each object's name, offset and length, sorted by name.
///
/// Only 4 bytes per object of an ended segment are held in memory, so that a large store costs its readers little.
enum SegmentTable {
    typealias Entry = (name: ContentName, place: RecordPlace)

    static let entrySize = ContentName.size + 16

    static func bytes(_ entries: [Entry]) -> Data {
        var data = Data(capacity: entries.count * entrySize)
        for entry in entries {
            data.append(entry.name.bytes)
            for number in [entry.place.offset, entry.place.length] {
                withUnsafeBytes(of: UInt64(number).bigEndian) { data.append(contentsOf: $0) }
            }
        }
        return data
    }

    static func entries(_ bytes: Data) -> [Entry] {
        bytes.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count - entrySize + 1, by: entrySize).compactMap { start in
                entry(UnsafeRawBufferPointer(rebasing: bytes[start..<(start + entrySize)]))
            }
        }
    }

    static func entry(_ bytes: UnsafeRawBufferPointer) -> Entry? {
        func number(_ place: Int) -> Int? {
            Int(exactly: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)))
        }
        guard bytes.count >= entrySize, let offset = number(32), let length = number(40) else { return nil }
        return (ContentName(bytes), RecordPlace(offset: offset, length: length))
    }

    /// The two records with which a segment ends.
    ///
    /// - Parameter offset: the offset of the first of them.
    static func ending(_ entries: [Entry], at offset: Int, of segment: UUID) -> Data {
        let table = bytes(entries)
        let name = ContentName(Data(SHA256.hash(data: table)))
        let index = RecordHeader(.index, length: table.count, durable: offset, name: name)
        let end = RecordHeader(.end, length: 0, durable: offset, name: name)
        let filling = Data(count: index.span - RecordHeader.size - table.count)
        return index.bytes(at: offset, of: segment) + table + filling
            + end.bytes(at: offset + index.span, of: segment)
    }

    /// Returns the table's byte range in a segment of this size; nil when the segment has not ended, or its end is
    /// damaged.
    static func place(_ descriptor: Descriptor, size: Int, of segment: UUID) throws(FileWork.Input.Failure) -> Range<
        Int
    >? {
        let last = size - RecordHeader.size
        guard last > SegmentFile.headerSize, let end = try descriptor.header(at: last, of: segment), end.kind == .end,
            let index = try descriptor.header(at: end.durable, of: segment), index.kind == .index,
            end.durable + index.span == last, index.name == end.name
        else { return nil }
        let start = end.durable + RecordHeader.size
        return start..<(start + index.length)
    }

    /// Returns the table's bytes, verified; nil when they are damaged.
    static func read(_ place: Range<Int>, of descriptor: Descriptor, size: Int, segment: UUID)
        throws(FileWork.Input.Failure) -> Data?
    {
        let bytes = try descriptor.read(place.count, at: place.lowerBound)
        let index = try descriptor.header(at: place.lowerBound - RecordHeader.size, of: segment)
        guard let index, ContentName(Data(SHA256.hash(data: bytes))) == index.name else { return nil }
        return bytes
    }
}
