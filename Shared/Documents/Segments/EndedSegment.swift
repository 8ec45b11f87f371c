import Foundation

/// Where an object was found: its record in an open segment.
struct FoundRecord: Sendable {
    let descriptor: Descriptor
    let segment: UUID
    let place: RecordPlace
    /// The record's header must say the same: true where the place is known from headers alone.
    let isByHeader: Bool

    /// The object as it is stored; nil where its record is not, or no more, at this place.
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

/// A segment that grows no more.
final class EndedSegment: Sendable {
    let file: SegmentFile
    /// When its last byte was written, in seconds since 1970.
    let lastChange: Int
    /// Where its table lies.
    let table: Range<Int>
    private let fingerprints: [UInt32]

    var count: Int { fingerprints.count }

    /// Nil where the segment has not ended, or its table is damaged.
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

    /// - Throws: `.absent` where the segment is not there any more.
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
