import Foundation
import Synchronization

/// This process's index of a store's segments. It is built from the segments at start and follows them as they grow,
/// whichever process writes them.
final class SegmentFolder: Sendable {
    /// A segment that may still grow.
    struct Growing: Sendable {
        let file: SegmentFile
        let descriptor: Descriptor
        var scan = SegmentScan()
        /// True when this process writes the segment and reports its durable records itself.
        var isOurs = false
    }

    private struct State: Sendable {
        var growing: [SegmentFile: Growing] = [:]
        /// The newest first.
        var ended: [EndedSegment] = []
        /// The folder's modification time when it was last listed.
        var changed: timespec?
    }

    /// With a slash at its end.
    let path: String
    private let state = Mutex(State())

    /// Seconds after a segment's last write during which a writer may rely on an object in it instead of storing the
    /// object again. Compaction leaves a segment alone for twice as long, so that it removes nothing that a writer has
    /// just relied on.
    static let sharing = 86_400

    init(_ path: String) { self.path = path }

    /// Reads the changes in the folder and in the growing segments.
    ///
    /// - Parameter isThorough: true reads again everything that is not known to be durable.
    func refresh(isThorough: Bool = false) throws(DocumentStoreError) {
        do {
            try state.withLock { state throws(Failure) in
                try list(&state, isThorough)
                // Iterates over the keys, so that scans are changed in place and not copied.
                for file in Array(state.growing.keys) { try follow(file, &state, isThorough) }
            }
        } catch {
            throw error.failure.error("", in: error.path)
        }
    }

    private struct Failure: Error {
        var failure: FileWork.Input.Failure
        var path: String
    }

    private func list(_ state: inout State, _ isThorough: Bool) throws(Failure) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            // The store has no segments, or is gone; `absence(of:)` decides which when an object is not found.
            if errno == ENOENT { return state = State() }
            throw Failure(failure: .machine(errno), path: path)
        }
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        // A folder changed within the clock's resolution may change again without a new modification time.
        let isStill = now.tv_sec - status.st_mtim.tv_sec > 2
        let seen = state.changed
        if !isThorough, let seen, seen.tv_sec == status.st_mtim.tv_sec, seen.tv_nsec == status.st_mtim.tv_nsec {
            return
        }
        guard let names = FileWork.names(in: path) else { throw Failure(failure: .machine(errno), path: path) }
        let files = Set(names.compactMap { SegmentFile($0, in: path) })
        state.ended.removeAll { !files.contains($0.file) }
        for file in state.growing.keys where !files.contains(file) { state.growing[file] = nil }
        let known = Set(state.ended.map(\.file)).union(state.growing.keys)
        for file in files.subtracting(known) { try take(file, &state) }
        state.ended.sort { $0.file.name > $1.file.name }
        state.changed = isStill ? status.st_mtim : nil
    }

    private func take(_ file: SegmentFile, _ state: inout State) throws(Failure) {
        do throws(FileWork.Input.Failure) {
            let descriptor = try Descriptor(file.path)
            if let ended = try EndedSegment(file, descriptor) {
                state.ended.append(ended)
            } else {
                let size = try descriptor.size()
                state.growing[file] = Growing(file: file, descriptor: descriptor)
                try state.growing[file]?.scan.follow(descriptor, size: size, of: file.id, isThorough: true)
            }
        } catch {
            // Compaction may have removed the file, or its writer may have truncated an incomplete record.
            if case .machine = error {} else { return }
            throw Failure(failure: error, path: file.path)
        }
    }

    private func follow(_ file: SegmentFile, _ state: inout State, _ isThorough: Bool) throws(Failure) {
        guard state.growing[file]?.isOurs == false, let descriptor = state.growing[file]?.descriptor else { return }
        do throws(FileWork.Input.Failure) {
            let size = try descriptor.size()
            guard isThorough || size > state.growing[file]?.scan.end ?? size else { return }
            try state.growing[file]?.scan.follow(descriptor, size: size, of: file.id, isThorough: isThorough)
            if state.growing[file]?.scan.isEnded == true, let ended = try EndedSegment(file, descriptor) {
                end(ended, &state)
            }
        } catch {
            if case .machine = error {} else { return }
            throw Failure(failure: error, path: file.path)
        }
    }

    private func end(_ ended: EndedSegment, _ state: inout State) {
        state.growing[ended.file] = nil
        state.ended.append(ended)
        state.ended.sort { $0.file.name > $1.file.name }
    }
}

extension SegmentFolder {
    /// Returns the object's durable record as far as the index knows it; reads no changes.
    func find(_ name: ContentName) throws(DocumentStoreError) -> FoundRecord? {
        let (growing, ended) = state.withLock { state in
            (Self.find(in: state.growing.values) { $0.settled[name] }.first, state.ended)
        }
        if let growing { return growing }
        for segment in ended {
            do throws(FileWork.Input.Failure) {
                if let found = try segment.find(name) { return found }
            } catch {
                // Compaction has moved its objects to another segment.
                if case .absent = error { continue }
                if case .broken = error { continue }
                throw error.error(name.location, in: segment.file.path)
            }
        }
        return nil
    }

    /// Returns other records of this name that are not known to be durable.
    func unsettled(_ name: ContentName) -> [FoundRecord] {
        state.withLock { state in Self.find(in: state.growing.values) { $0.tail[name] } }
    }

    private static func find(
        in growing: some Sequence<Growing>, _ place: (SegmentScan) -> RecordPlace?
    ) -> [FoundRecord] {
        growing.compactMap { segment in
            place(segment.scan).map {
                FoundRecord(descriptor: segment.descriptor, segment: segment.file.id, place: $0, isByHeader: true)
            }
        }
    }

    /// Whether the object is surely on the disk, in a segment that compaction does not touch at present.
    func lasts(_ name: ContentName) -> Bool {
        let since = Int(Date().timeIntervalSince1970) - Self.sharing
        let (isInGrowing, ended) = state.withLock { state in
            (
                state.growing.values.contains { growing in
                    guard growing.scan.settled[name] != nil else { return false }
                    return growing.isOurs || ((try? growing.descriptor.status())?.st_mtim.tv_sec ?? 0) > since
                }, state.ended
            )
        }
        return isInGrowing || ended.contains { $0.lastChange > since && (try? $0.find(name)) != nil }
    }

    var counts: (growing: Int, ended: Int) { state.withLock { ($0.growing.count, $0.ended.count) } }

    var endedSegments: [EndedSegment] { state.withLock { $0.ended } }

    /// Segments that may still grow and that this process does not write, oldest first.
    var others: [SegmentFile] {
        state.withLock { $0.growing.values.filter { !$0.isOurs }.map(\.file) }.sorted { $0.name < $1.name }
    }

    func scan(of file: SegmentFile) -> SegmentScan? { state.withLock { $0.growing[file]?.scan } }

    /// Registers a segment as written by this process.
    ///
    /// - Parameter scan: the segment's content, all of which is on the disk.
    func own(_ file: SegmentFile, _ scan: SegmentScan) throws(DocumentStoreError) {
        do throws(FileWork.Input.Failure) {
            // A second descriptor, since the writer's lock would end with the writer's own.
            let descriptor = try Descriptor(file.path)
            state.withLock {
                $0.growing[file] = Growing(file: file, descriptor: descriptor, scan: scan, isOurs: true)
            }
        } catch {
            throw error.error("", in: file.path)
        }
    }

    /// Registers that this process no longer writes the segment, for whatever reason.
    func disown(_ file: SegmentFile) { state.withLock { $0.growing[file]?.isOurs = false } }

    /// Adds records that the segment's writer has made durable.
    func add(_ entries: [SegmentTable.Entry], upTo offset: Int, to file: SegmentFile) {
        state.withLock { $0.growing[file]?.scan.add(entries, upTo: offset) }
    }

    /// Registers that the segment has ended.
    func end(_ ended: EndedSegment) { state.withLock { end(ended, &$0) } }
}
