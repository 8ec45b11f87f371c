import Foundation

/// The segment that this process writes; its lock says so to others.
///
/// A failed write leaves whole records and nothing behind them. After a failed synchronisation the segment is given up as
/// it is: what the system then says of its pages is not to be trusted, and whoever adopts it reads them anew.
final class OwnSegment {
    let file: SegmentFile
    /// Opened for writing, and locked.
    private let descriptor: Descriptor
    private let disk: SegmentDisk
    /// Where the next record goes; all before it is on the disk.
    private(set) var position: Int
    private(set) var count: Int

    init(_ file: SegmentFile, _ descriptor: Descriptor, _ disk: SegmentDisk, position: Int, count: Int) {
        self.file = file
        self.descriptor = descriptor
        self.disk = disk
        self.position = position
        self.count = count
    }

    /// Whether what is written here is still found under its name: a folder may have been put in another's place.
    var isInPlace: Bool {
        var (named, held) = (stat(), stat())
        return stat(file.path, &named) == 0 && fstat(descriptor.number, &held) == 0 && named.st_ino == held.st_ino
            && named.st_dev == held.st_dev
    }

    struct Outcome {
        /// What is on the disk now, in the order in which it was given.
        var entries: [SegmentTable.Entry] = []
        /// Why the rest is not.
        var error: DocumentStoreError?
        /// The segment must not be written any more.
        var isLost = false
    }

    /// Writes the objects one behind the other, and waits once until they are on the disk.
    ///
    /// - Parameter isSynchronised: false where whoever calls waits himself, for all of them.
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
            // Gives the room back, and leaves nothing behind the last whole record.
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

    /// Puts the table at the end; nothing is written behind it.
    ///
    /// - Parameter size: where the file ends now: behind the last record there may be what is none.
    /// - Returns: nil where that did not succeed: the segment is then read without a table.
    func end(_ entries: [SegmentTable.Entry], size: Int) -> EndedSegment? {
        let start = max(position, RecordHeader.padded(size))
        let ending = SegmentTable.ending(entries, at: start, of: file.id)
        let (_, error) = disk.write(ending, to: descriptor.number, at: start)
        guard error == nil else {
            ftruncate(descriptor.number, off_t(start))
            return nil
        }
        // Whether or not the table lasts: the records do, and they are found without it.
        var outcome = Outcome()
        _ = synchronise(&outcome)
        return try? EndedSegment(file, descriptor)
    }
}

/// An object as it is stored.
struct StoredObject: Sendable {
    var name: ContentName
    var bytes: Data
}
