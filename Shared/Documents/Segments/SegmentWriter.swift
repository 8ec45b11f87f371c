import Dispatch
import Foundation
import Synchronization

/// Brings objects to the disk: those that come while the disk is waited for go together with the next wait.
final class SegmentWriter: Sendable {
    /// When a segment has grown beyond one of these it ends and another is begun.
    struct Bounds: Sendable {
        var bytes = 256 << 20
        /// Of segments that grow each name is held in memory.
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
    /// Touched by `queue` alone.
    private nonisolated(unsafe) var own: OwnSegment?

    init(_ folder: SegmentFolder, _ starting: SegmentStarting, bounds: Bounds) {
        self.folder = folder
        self.starting = starting
        self.bounds = bounds
    }

    /// Returns when all of them are on the disk, here or where they were before.
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

    /// How many wait for the next turn.
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

    /// - Returns: the names of those that are on the disk, and why the others are not.
    private func write(_ objects: [StoredObject]) -> (there: Set<ContentName>, error: DocumentStoreError?) {
        // Where it cannot be looked, an object is stored once more than need be.
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
