import Dispatch
import Foundation
import Synchronization

/// Appends objects to a segment. Objects that come during a disk sync share the next one (group commit).
final class SegmentWriter: Sendable {
    /// Limits of a segment; when one is reached, the segment ends and another is started.
    struct Bounds: Sendable {
        var bytes = 256 << 20
        /// Number of objects: a growing segment's names are all held in memory.
        var objects = 16_384
    }

    private struct Waiting: Sendable {
        var objects: [StoredObject]
        var continuation: CheckedContinuation<Result<Void, DocumentStoreError>, Never>
    }

    private struct Line: Sendable {
        var waiting: [Waiting] = []
        var isServed = false
    }

    private let folder: SegmentFolder
    private let starting: SegmentStarting
    private let bounds: Bounds
    private let queue = DispatchQueue(label: "documents.segments")
    private let line = Mutex(Line())
    /// Used on `queue` only.
    private nonisolated(unsafe) var own: OwnSegment?

    init(_ folder: SegmentFolder, _ starting: SegmentStarting, bounds: Bounds) {
        self.folder = folder
        self.starting = starting
        self.bounds = bounds
    }

    /// Returns when all objects are on the disk, written now or before.
    ///
    /// - Throws: `.notWritten`.
    func append(_ objects: [StoredObject]) async throws(DocumentStoreError) {
        guard !objects.isEmpty else { return }
        let result: Result<Void, DocumentStoreError> = await withCheckedContinuation { continuation in
            let isFirst = line.withLock { line in
                line.waiting.append(Waiting(objects: objects, continuation: continuation))
                defer { line.isServed = true }
                return !line.isServed
            }
            if isFirst { queue.async { self.serve() } }
        }
        try result.get()
    }

    /// Number of calls that wait for the next batch.
    var waiting: Int { line.withLock { $0.waiting.count } }

    private func serve() {
        while true {
            let batch = line.withLock { line in
                defer { line.waiting = [] }
                line.isServed = !line.waiting.isEmpty
                return line.waiting
            }
            guard !batch.isEmpty else { return }
            let (there, error) = write(batch.flatMap(\.objects))
            for waiting in batch {
                let isWhole = waiting.objects.allSatisfy { there.contains($0.name) }
                waiting.continuation.resume(
                    returning: isWhole ? .success(()) : .failure(error ?? .notWritten(why: "nothing was written")))
            }
        }
    }

    /// - Returns: the names of the objects that are on the disk, and why the others are not.
    private func write(_ objects: [StoredObject]) -> (there: Set<ContentName>, error: DocumentStoreError?) {
        // If this fails, an object may be stored twice, which does no harm.
        try? folder.refresh()
        var there: Set<ContentName> = []
        var new: [StoredObject] = []
        var names: Set<ContentName> = []
        for object in objects where names.insert(object.name).inserted {
            if folder.lasts(object.name) { there.insert(object.name) } else { new.append(object) }
        }
        guard !new.isEmpty else { return (there, nil) }
        do throws(DocumentStoreError) {
            let segment = try writable()
            let outcome = segment.append(new)
            if let last = outcome.entries.last {
                folder.add(outcome.entries, upTo: last.place.end, to: segment.file)
                there.formUnion(outcome.entries.map(\.name))
            }
            if outcome.isLost { giveUp(segment) }
            return (there, outcome.error)
        } catch {
            return (there, error)
        }
    }

    private func writable() throws(DocumentStoreError) -> OwnSegment {
        if let own, !own.isInPlace { giveUp(own) }
        if let own, own.position >= bounds.bytes || own.count >= bounds.objects {
            let entries = folder.scan(of: own.file)?.entries ?? []
            if let ended = own.end(entries, size: own.position) { folder.end(ended) }
            giveUp(own)
        }
        if let own { return own }
        let segment = try starting.segment(in: folder, within: bounds)
        own = segment
        return segment
    }

    private func giveUp(_ segment: OwnSegment) {
        folder.disown(segment.file)
        own = nil
    }
}
