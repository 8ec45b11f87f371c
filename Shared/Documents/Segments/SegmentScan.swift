import Foundation

/// The known content of a segment that may still grow, read record by record by a process that does not write it.
///
/// Up to the offset that the writer has declared to be on the disk (`durable`), a segment never changes. Records behind
/// it may still be replaced: they can be read, but no writer may rely on them.
struct SegmentScan: Sendable {
    /// Offset at which the next record is expected; everything before it is known.
    private(set) var end = SegmentFile.headerSize
    /// Everything before this offset is on the disk and does not change.
    private(set) var durable = SegmentFile.headerSize
    /// Byte ranges that are not records although records follow.
    private(set) var gaps: [Range<Int>] = []
    /// The segment's end record was found, so that it may have ended.
    private(set) var isEnded = false
    private(set) var settled: [ContentName: RecordPlace] = [:]
    /// Objects behind `durable`, which are not known to be on the disk.
    private(set) var tail: [ContentName: RecordPlace] = [:]
    /// A byte range in which no record begins, so that it need not be searched again.
    private var searched: Range<Int>?

    /// Resets the scan to `durable`, before which nothing changes.
    private mutating func restart() {
        tail = [:]
        end = durable
        gaps.removeAll { $0.upperBound > durable }
        isEnded = false
    }

    /// Reads the records that were written since the last call.
    ///
    /// - Parameter isThorough: true reads again what is not known to be durable, and searches for records behind
    ///   damage.
    mutating func follow(
        _ descriptor: Descriptor, size: Int, of segment: UUID, isThorough: Bool
    ) throws(FileWork.Input.Failure) {
        if isThorough { restart() }
        while end + RecordHeader.size <= size {
            if let header = try descriptor.header(at: end, of: segment), end + header.span <= size {
                note(header)
                continue
            }
            guard isThorough, let next = try nextRecord(descriptor, size: size, of: segment) else { return }
            gaps.append(end..<next)
            end = next
        }
    }

    private mutating func note(_ header: RecordHeader) {
        searched = nil
        let place = RecordPlace(offset: end, length: header.length)
        switch header.kind {
        case .object:
            settle(upTo: min(header.durable, end))
            tail[header.name] = place
        case .index: break
        case .end: isEnded = true
        }
        end += header.span
    }

    private mutating func settle(upTo offset: Int) {
        guard offset > durable else { return }
        durable = offset
        settled.merge(tail.filter { $0.value.offset < offset }) { first, _ in first }
        tail = tail.filter { $0.value.offset >= offset }
    }

    /// Marks everything as durable; called by the process that writes the segment.
    mutating func settleAll() {
        settled.merge(tail) { first, _ in first }
        tail = [:]
        durable = end
    }

    /// Adds records that the writer has made durable.
    mutating func add(_ entries: [SegmentTable.Entry], upTo offset: Int) {
        for (name, place) in entries { settled[name] = place }
        end = offset
        durable = offset
    }

    mutating func forget(_ name: ContentName) { tail[name] = nil }

    func find(_ name: ContentName) -> RecordPlace? { settled[name] ?? tail[name] }

    /// All objects, sorted by name.
    var entries: [SegmentTable.Entry] {
        settled.merging(tail) { first, _ in first }.map { ($0.key, $0.value) }.sorted { $0.name < $1.name }
    }

    /// Returns the offset of the next whole record behind `end`, a multiple of 8.
    private mutating func nextRecord(
        _ descriptor: Descriptor, size: Int, of segment: UUID
    ) throws(FileWork.Input.Failure) -> Int? {
        var offset = end + 8
        if let searched, searched.contains(offset) { offset = searched.upperBound }
        let first = offset
        while offset + RecordHeader.size <= size {
            let bytes = try descriptor.read(min(1 << 18, size - offset), at: offset)
            let found = bytes.withUnsafeBytes { bytes in
                stride(from: 0, through: bytes.count - RecordHeader.size, by: 8).first { place in
                    guard bytes[place] == RecordHeader.magic[0], bytes[place + 1] == RecordHeader.magic[1] else {
                        return false
                    }
                    let header = RecordHeader(
                        UnsafeRawBufferPointer(rebasing: bytes[place...]), at: offset + place, of: segment)
                    return header.map { offset + place + $0.span <= size } ?? false
                }
            }
            if let found { return offset + found }
            // Both terms are multiples of 8, so that no possible offset is skipped.
            offset += (bytes.count - RecordHeader.size) & ~7 + 8
        }
        searched = min(searched?.lowerBound ?? first, first)..<max(offset, first + 1)
        return nil
    }
}
