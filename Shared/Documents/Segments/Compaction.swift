public import Foundation

/// The result of a compaction.
public struct CompactionReport: Equatable, Sendable {
    /// Segments that were rewritten without expired objects, or removed.
    public internal(set) var segments = 0
    /// Objects that were removed.
    public internal(set) var removed = 0
    /// Stored bytes of the removed objects.
    public internal(set) var bytes = 0
    /// Names of segments that were left unchanged because an object in them that must be kept is damaged.
    public internal(set) var left: [String] = []
}

/// Steps of a compaction. Nothing is lost if the process ends after any of them; tests end it at each.
enum CompactionStep: CaseIterable, Sendable {
    case beginning, written, named, removed
}

extension DocumentStore {
    /// Rewrites segments that hold objects which need not be kept, without these objects. Services may run meanwhile; a
    /// backup may not, and takes the same lock on the folder of segments (flock(2)).
    ///
    /// Segments that may still grow are left alone, and so are those written in the last two days: a writer that finds
    /// its object in a segment relies on that copy only if the segment is younger than a day. Objects in files of their
    /// own stay.
    ///
    /// - Parameters:
    ///   - time: objects stored after it stay, whatever `isKept` returns, because events that name them may not be
    ///     stored yet.
    ///   - isKept: receives an object's location and returns true when the object must be kept.
    /// - Throws: `.notWritten` when the disk fails, or while another compaction or a backup is running; `.notRead` when
    ///   a segment cannot be read.
    public func compact(
        storedBefore time: Date, keeping isKept: @escaping @Sendable (_ location: String) -> Bool
    ) async throws(DocumentStoreError) -> CompactionReport {
        try await compact(storedBefore: time, keeping: isKept) { _ in }
    }

    func compact(
        storedBefore time: Date, keeping isKept: @escaping @Sendable (String) -> Bool,
        at step: @escaping @Sendable (CompactionStep) throws -> Void
    ) async throws(DocumentStoreError) -> CompactionReport {
        try await onWorker { [self] in
            // A bucket has no segments.
            guard let segments else { return CompactionReport() }
            let latest = min(time, Date(timeIntervalSinceNow: -2 * Double(SegmentFolder.sharing)))
            var compaction = Compaction(
                store: self, segments: segments, latest: Int(latest.timeIntervalSince1970), isKept: isKept, step: step)
            try compaction.run()
            return compaction.report
        }
    }
}

/// One compaction run over all segments.
private struct Compaction {
    let store: DocumentStore
    let segments: SegmentFolder
    /// In seconds since 1970: segments written later stay as they are.
    let latest: Int
    let isKept: @Sendable (String) -> Bool
    let step: @Sendable (CompactionStep) throws -> Void
    var report = CompactionReport()
    /// Where objects that must be kept were found in newer segments.
    var met: [ContentName: (path: String, place: RecordPlace)] = [:]

    private var folder: String { segments.path }

    mutating func run() throws {
        guard access(folder, F_OK) == 0 else { return }
        let lock = try Self.machine(folder) { () throws(Failure) in try Descriptor(folder, O_RDONLY | O_DIRECTORY) }
        defer { withExtendedLifetime(lock) {} }
        guard lock.lock() else {
            throw DocumentStoreError.notWritten(why: "another compaction or a backup is under way: \(folder) is locked")
        }
        try segments.refresh(isThorough: true)
        for segment in segments.endedSegments { try compact(segment) }
    }

    private typealias Failure = FileWork.Input.Failure

    private static func machine<Value>(
        _ path: String, _ body: () throws(Failure) -> Value
    ) throws(DocumentStoreError) -> Value {
        do throws(Failure) {
            return try body()
        } catch {
            if case .machine(let number) = error { throw .notRead(why: FileWork.sentence(number, path)) }
            throw .notRead(why: "\(path) is not what it was when it was opened")
        }
    }

    private mutating func compact(_ segment: EndedSegment) throws {
        let path = segment.file.path
        let descriptor = try Self.machine(path) { () throws(Failure) in try Descriptor(path) }
        let entries = try Self.machine(path) { () throws(Failure) in try segment.entries(descriptor) }
        let kept = entries.filter { isKept($0.name.location) && !isElsewhere($0.name) }
        guard kept.count < entries.count, segment.lastChange < latest else {
            for entry in kept { met[entry.name] = (path, entry.place) }
            return
        }
        try step(.beginning)
        guard let objects = objects(kept, descriptor) else {
            report.left.append(segment.file.name)
            return
        }
        if !objects.isEmpty { try write(objects) }
        guard unlink(path) == 0 else { throw DocumentStoreError.notWritten(why: FileWork.sentence(errno, path)) }
        try step(.removed)
        try FileWork.synchronise(folder: folder)
        report.segments += 1
        report.removed += entries.count - kept.count
        report.bytes += (entries.map(\.place.length).reduce(0, +)) - (kept.map(\.place.length).reduce(0, +))
    }

    /// Whether a newer segment also has the whole object.
    private func isElsewhere(_ name: ContentName) -> Bool {
        guard let (path, place) = met[name], let descriptor = try? Descriptor(path) else { return false }
        return object(name, place, descriptor) != nil
    }

    private func object(_ name: ContentName, _ place: RecordPlace, _ descriptor: Descriptor) -> StoredObject? {
        guard let bytes = try? descriptor.read(place.length, at: place.offset + RecordHeader.size),
            store.form.isWhole(name, FileWork.Input(held: bytes, path: descriptor.path))
        else { return nil }
        return StoredObject(name: name, bytes: bytes)
    }

    /// Returns a reader for each object to keep; nil when one of them is damaged, so that nothing is moved.
    private func objects(_ kept: [SegmentTable.Entry], _ descriptor: Descriptor) -> [() -> StoredObject?]? {
        guard kept.allSatisfy({ object($0.name, $0.place, descriptor) != nil }) else { return nil }
        // Each object is read again when it is written, so that memory does not hold a whole segment.
        return kept.map { entry in { object(entry.name, entry.place, descriptor) } }
    }

    private mutating func write(_ objects: [() -> StoredObject?]) throws {
        let draft = try FileWork.Draft(in: store.place.drafts)
        let file = SegmentFile(in: folder)
        do {
            try draft.output.write(file.header)
            let own = OwnSegment(
                file, Descriptor(of: draft, at: draft.path), .real, position: SegmentFile.headerSize, count: 0)
            var entries: [SegmentTable.Entry] = []
            for object in objects {
                guard let object = object() else {
                    throw DocumentStoreError.notRead(why: "an object that was whole cannot be read any more")
                }
                let outcome = own.append([object], isSynchronised: false)
                if let error = outcome.error { throw error }
                entries += outcome.entries
            }
            entries.sort { $0.name < $1.name }
            guard own.end(entries, size: own.position) != nil else {
                throw DocumentStoreError.notWritten(why: "the table of \(draft.path) was not written")
            }
            try draft.synchronise()
            try step(.written)
            guard rename(draft.path, file.path) == 0 else {
                throw DocumentStoreError.notWritten(why: FileWork.sentence(errno, file.path))
            }
            for entry in entries { met[entry.name] = (file.path, entry.place) }
        } catch {
            draft.discard()
            throw error
        }
        try FileWork.synchronise(folder: folder)
        try step(.named)
    }
}
