import Foundation

/// Provides a segment for a process to write: one whose writer has ended, otherwise a new one.
struct SegmentStarting: Sendable {
    /// The store's folder, with a slash at its end.
    var root: String
    var temporaries: String
    var disk: SegmentDisk
    /// Whether these are the bytes of the object of this name.
    var isWhole: @Sendable (ContentName, Data) -> Bool

    func segment(
        in folder: SegmentFolder, within bounds: SegmentWriter.Bounds
    ) throws(DocumentStoreError) -> OwnSegment {
        for file in folder.others {
            // A segment that cannot be taken over stays as it is, and is read.
            if let own = try? adopt(file, in: folder, within: bounds) { return own }
        }
        return try begin(in: folder)
    }

    private func begin(in folder: SegmentFolder) throws(DocumentStoreError) -> OwnSegment {
        // The file is made in the folder of drafts and locked before it is renamed, so that no process sees a segment
        // without its header.
        let draft = try FileWork.Draft(in: temporaries)
        let file = SegmentFile(in: folder.path)
        do throws(DocumentStoreError) {
            try draft.output.write(file.header)
            try draft.synchronise()
            if mkdir(folder.path, 0o700) != 0, errno != EEXIST {
                throw .notWritten(why: FileWork.sentence(errno, folder.path))
            }
            try FileWork.synchronise(folder: root)
            guard rename(draft.path, file.path) == 0 else {
                throw .notWritten(why: FileWork.sentence(errno, file.path))
            }
        } catch {
            draft.discard()
            throw error
        }
        try FileWork.synchronise(folder: folder.path)
        let descriptor = Descriptor(of: draft, at: file.path)
        try folder.own(file, SegmentScan())
        return OwnSegment(file, descriptor, disk, position: SegmentFile.headerSize, count: 0)
    }

    /// Takes over a segment that no process writes. Records not known to be on the disk are read and written again in
    /// place: after a failed or missing sync the kernel may treat pages as clean that are not on the disk.
    ///
    /// - Returns: nil when another process writes it, or when it was ended now because it contains bytes that are not a
    ///   record.
    private func adopt(
        _ file: SegmentFile, in folder: SegmentFolder, within bounds: SegmentWriter.Bounds
    ) throws -> OwnSegment? {
        let descriptor = try Descriptor(file.path, O_RDWR)
        guard descriptor.lock(), try descriptor.status().st_nlink > 0 else { return nil }
        guard try EndedSegment(file, descriptor) == nil else { return nil }
        // Its creator may have ended before the file's name was on the disk.
        try FileWork.synchronise(folder: folder.path)
        let size = try descriptor.size()
        var scan = SegmentScan()
        try scan.follow(descriptor, size: size, of: file.id, isThorough: true)
        var isClean = scan.end == size && scan.gaps.isEmpty && !scan.isEnded
        for (name, place) in scan.tail {
            let bytes = try descriptor.read(place.length, at: place.offset + RecordHeader.size)
            guard !isWhole(name, bytes) else { continue }
            scan.forget(name)
            isClean = false
        }
        try writeAgain(descriptor, scan.durable..<size)
        scan.settleAll()
        let own = OwnSegment(file, descriptor, disk, position: scan.end, count: scan.settled.count)
        guard isClean, size < bounds.bytes, scan.settled.count < bounds.objects else {
            if let ended = own.end(scan.entries, size: size) { folder.end(ended) }
            return nil
        }
        try folder.own(file, scan)
        return own
    }

    private func writeAgain(_ descriptor: Descriptor, _ range: Range<Int>) throws {
        guard !range.isEmpty else { return }
        var offset = range.lowerBound
        while offset < range.upperBound {
            let bytes = try descriptor.read(min(1 << 20, range.upperBound - offset), at: offset)
            let (written, error) = disk.write(bytes, to: descriptor.number, at: offset)
            if let error { throw FileWork.Input.Failure.machine(error) }
            offset += written
        }
        guard disk.synchronise(descriptor.number) == 0 else { throw FileWork.Input.Failure.machine(errno) }
    }
}
