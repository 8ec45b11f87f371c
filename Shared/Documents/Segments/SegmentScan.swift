import Foundation

/// What is known of a segment that may still grow: followed record by record, by whoever does not write it.
///
/// Up to the writer's word that it is on the disk (`durable`) a segment never changes again. What lies behind may yet be
/// another: it is found, but nobody builds on its lasting.
struct SegmentScan: Sendable {
    /// Where the next record is looked for; all before it is known.
    private(set) var end = SegmentFile.headerSize
    /// All before it is on the disk and stays as it is.
    private(set) var durable = SegmentFile.headerSize
    /// Stretches that are no records, though records follow.
    private(set) var gaps: [Range<Int>] = []
    /// The segment's last record has been met: it may have ended.
    private(set) var isEnded = false
    private(set) var settled: [ContentName: RecordPlace] = [:]
    /// Objects behind `durable`.
    private(set) var tail: [ContentName: RecordPlace] = [:]
    /// Between these no record begins.
    private var searched: Range<Int>?

    /// Begins again where nothing changes any more.
    private mutating func restart() {
        tail = [:]
        end = durable
        gaps.removeAll { $0.upperBound > durable }
        isEnded = false
    }

    /// Takes in what has been written since.
    ///
    /// - Parameter isThorough: looks again at what is not known to last, and for records behind damage.
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

    /// All up to here is on the disk: said by who writes the segment.
    mutating func settleAll() {
        settled.merge(tail) { first, _ in first }
        tail = [:]
        durable = end
    }

    /// Takes in what its writer has brought to the disk.
    mutating func add(_ entries: [SegmentTable.Entry], upTo offset: Int) {
        for (name, place) in entries { settled[name] = place }
        end = offset
        durable = offset
    }

    mutating func forget(_ name: ContentName) { tail[name] = nil }

    func find(_ name: ContentName) -> RecordPlace? { settled[name] ?? tail[name] }

    /// In the order of names.
    var entries: [SegmentTable.Entry] {
        settled.merging(tail) { first, _ in first }.map { ($0.key, $0.value) }.sorted { $0.name < $1.name }
    }

    /// Where the next whole record begins behind `end`, on a multiple of 8.
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
            // Both are multiples of 8: none is passed over.
            offset += (bytes.count - RecordHeader.size) & ~7 + 8
        }
        searched = min(searched?.lowerBound ?? first, first)..<max(offset, first + 1)
        return nil
    }
}
