import Foundation

/// The place where an object was found: a record in an open segment.
struct FoundRecord: Sendable {
    let descriptor: Descriptor
    let segment: UUID
    let place: RecordPlace
    /// True when the place is known from record headers only; then the header is checked again before reading.
    let isByHeader: Bool

    /// Returns the stored object; nil when its record is not, or no longer, at this place.
    func bytes(of name: ContentName) throws(FileWork.Input.Failure) -> Data? {
        if isByHeader {
            let header = try descriptor.header(at: place.offset, of: segment)
            guard let header, header.name == name, header.length == place.length else { return nil }
        }
        do {
            return try descriptor.read(place.length, at: place.offset + RecordHeader.size)
        } catch .broken {
            return nil
        }
    }
}

/// A segment that has its final table and does not grow any more.
final class EndedSegment: Sendable {
    let file: SegmentFile
    /// When its last byte was written, in seconds since 1970.
    let lastChange: Int
    /// The byte range of its table.
    let table: Range<Int>
    private let fingerprints: [UInt32]

    var count: Int { fingerprints.count }

    /// Reads the segment's table; nil when the segment has not ended or its table is damaged.
    init?(_ file: SegmentFile, _ descriptor: Descriptor) throws(FileWork.Input.Failure) {
        let status = try descriptor.status()
        let size = Int(status.st_size)
        guard let place = try SegmentTable.place(descriptor, size: size, of: file.id),
            let bytes = try SegmentTable.read(place, of: descriptor, size: size, segment: file.id)
        else { return nil }
        self.file = file
        lastChange = status.st_mtim.tv_sec
        table = place
        fingerprints = SegmentTable.entries(bytes).map(\.name.fingerprint)
    }

    /// - Throws: `.absent` when the segment was removed.
    func find(_ name: ContentName) throws(FileWork.Input.Failure) -> FoundRecord? {
        let wanted = name.fingerprint
        var (low, high) = (0, fingerprints.count)
        while low < high {
            let middle = (low + high) / 2
            if fingerprints[middle] < wanted { low = middle + 1 } else { high = middle }
        }
        guard low < fingerprints.count, fingerprints[low] == wanted else { return nil }
        let descriptor = try Descriptor(file.path)
        while low < fingerprints.count, fingerprints[low] == wanted {
            let bytes = try descriptor.read(
                SegmentTable.entrySize, at: table.lowerBound + low * SegmentTable.entrySize)
            if let entry = bytes.withUnsafeBytes({ SegmentTable.entry($0) }), entry.name == name {
                return FoundRecord(descriptor: descriptor, segment: file.id, place: entry.place, isByHeader: false)
            }
            low += 1
        }
        return nil
    }

    func entries(_ descriptor: Descriptor) throws(FileWork.Input.Failure) -> [SegmentTable.Entry] {
        SegmentTable.entries(try descriptor.read(table.count, at: table.lowerBound))
    }
}
