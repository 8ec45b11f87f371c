import Foundation

/// The segment that this process writes; its lock shows that to other processes.
///
/// After a failed write, the segment ends behind the last whole record. After a failed sync it is abandoned as it is,
/// because the kernel's page cache cannot be trusted then; the process that adopts it reads the pages again.
final class OwnSegment {
    let file: SegmentFile
    /// Open for writing, and locked.
    private let descriptor: Descriptor
    private let disk: SegmentDisk
    /// Offset of the next record; everything before it is on the disk.
    private(set) var position: Int
    private(set) var count: Int

    init(_ file: SegmentFile, _ descriptor: Descriptor, _ disk: SegmentDisk, position: Int, count: Int) {
        self.file = file
        self.descriptor = descriptor
        self.disk = disk
        self.position = position
        self.count = count
    }

    /// Whether the path still leads to this file: another folder may have been put in place of the store's.
    var isInPlace: Bool {
        var (named, held) = (stat(), stat())
        return stat(file.path, &named) == 0 && fstat(descriptor.number, &held) == 0 && named.st_ino == held.st_ino
            && named.st_dev == held.st_dev
    }

    struct Outcome {
        /// The objects that are on the disk now, in the given order.
        var entries: [SegmentTable.Entry] = []
        /// Why the other objects are not on the disk.
        var error: DocumentStoreError?
        /// The segment must not be written any more.
        var isLost = false
    }

    /// Appends the objects and syncs once.
    ///
    /// - Parameter isSynchronised: false when the caller syncs the file itself after several calls.
    func append(_ objects: [StoredObject], isSynchronised: Bool = true) -> Outcome {
        var outcome = Outcome()
        var waiting: [SegmentTable.Entry] = []
        var (buffer, start) = (Data(), position)
        var failure: Int32?
        func flush() {
            let (written, error) = disk.write(buffer, to: descriptor.number, at: start)
            failure = error
            let end = start + written
            waiting.removeAll { $0.place.end > end }
            (buffer, start) = (Data(), end)
        }
        var offset = position
        for object in objects where failure == nil {
            let header = RecordHeader(.object, length: object.bytes.count, durable: position, name: object.name)
            buffer.append(header.bytes(at: offset, of: file.id))
            buffer.append(object.bytes)
            buffer.append(Data(count: header.span - RecordHeader.size - object.bytes.count))
            waiting.append((object.name, RecordPlace(offset: offset, length: object.bytes.count)))
            offset += header.span
            if buffer.count >= 1 << 20 { flush() }
        }
        if failure == nil, !buffer.isEmpty { flush() }
        let end = waiting.last?.place.end ?? position
        if let failure {
            outcome.error = .notWritten(why: FileWork.sentence(failure, file.path))
            // Frees the space and removes the incomplete record.
            if ftruncate(descriptor.number, off_t(end)) != 0 { outcome.isLost = true }
        }
        guard !waiting.isEmpty else { return outcome }
        guard !isSynchronised || synchronise(&outcome) else { return outcome }
        outcome.entries = waiting
        position = end
        count += waiting.count
        return outcome
    }

    private func synchronise(_ outcome: inout Outcome) -> Bool {
        while disk.synchronise(descriptor.number) != 0 {
            if errno == EINTR { continue }
            outcome.error = .notWritten(why: FileWork.sentence(errno, file.path))
            outcome.isLost = true
            return false
        }
        return true
    }

    /// Writes the final table; nothing may be written behind it.
    ///
    /// - Parameter size: the file's current size; bytes behind the last record may not be a record.
    /// - Returns: nil when writing failed; then the segment is read without a table.
    func end(_ entries: [SegmentTable.Entry], size: Int) -> EndedSegment? {
        let start = max(position, RecordHeader.padded(size))
        let ending = SegmentTable.ending(entries, at: start, of: file.id)
        let (_, error) = disk.write(ending, to: descriptor.number, at: start)
        guard error == nil else {
            ftruncate(descriptor.number, off_t(start))
            return nil
        }
        // The table need not be durable: the records are, and they are found without it.
        var outcome = Outcome()
        _ = synchronise(&outcome)
        return try? EndedSegment(file, descriptor)
    }
}

/// An object in its stored form.
struct StoredObject: Sendable {
    var name: ContentName
    var bytes: Data
}
