import Foundation
import Synchronization

/// All segments of a store, as this process knows them: rebuilt from the segments at start, and followed as they grow,
/// whichever process writes them.
final class SegmentFolder: Sendable {
    /// A segment that may still grow.
    struct Growing: Sendable {
        let file: SegmentFile
        let descriptor: Descriptor
        var scan = SegmentScan()
        /// This process writes it, and tells what it has brought to the disk.
        var isOurs = false
    }

    private struct State: Sendable {
        var growing: [SegmentFile: Growing] = [:]
        /// The newest first.
        var ended: [EndedSegment] = []
        /// When the folder was changed before it was last looked into.
        var changed: timespec?
    }

    /// With a slash at its end.
    let path: String
    private let state = Mutex(State())

    /// How long after its last byte an ended segment is looked at before an object is stored again. Compaction leaves a
    /// segment alone for twice as long, so that nothing goes that somebody is just building on.
    static let sharing = 86_400

    init(_ path: String) { self.path = path }

    /// Looks at what has changed in the folder and in the segments that grow.
    ///
    /// - Parameter isThorough: takes nothing for granted but what is known to last.
    func refresh(isThorough: Bool = false) throws(DocumentStoreError) {
        do {
            try state.withLock { state throws(Failure) in
                try list(&state, isThorough)
                // Not over the dictionary itself: its scans must be changed in their place, not copied.
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
            // A store without segments, or one that is not there: whoever looks for an object tells which.
            if errno == ENOENT { return state = State() }
            throw Failure(failure: .machine(errno), path: path)
        }
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        // A folder that was changed within a tick of the clock may change again and bear the same time.
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
            // Compaction may have removed it since, or its writer cut off what it could not write whole.
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
    /// The object's record, as far as it is known where nothing changes any more; nothing is looked for anew.
    func find(_ name: ContentName) throws(DocumentStoreError) -> FoundRecord? {
        let (growing, ended) = state.withLock { state in
            (Self.find(in: state.growing.values) { $0.settled[name] }.first, state.ended)
        }
        if let growing { return growing }
        for segment in ended {
            do throws(FileWork.Input.Failure) {
                if let found = try segment.find(name) { return found }
            } catch {
                // Compaction has put its objects elsewhere.
                if case .absent = error { continue }
                if case .broken = error { continue }
                throw error.error(name.location, in: segment.file.path)
            }
        }
        return nil
    }

    /// Where else a record of this name is, of which it is not known whether it lasts.
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

    /// Whether the object is on the disk for sure, in a segment that compaction does not touch now.
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

    /// Segments that may still grow and that another process writes, or nobody; the oldest first.
    var others: [SegmentFile] {
        state.withLock { $0.growing.values.filter { !$0.isOurs }.map(\.file) }.sorted { $0.name < $1.name }
    }

    func scan(of file: SegmentFile) -> SegmentScan? { state.withLock { $0.growing[file]?.scan } }

    /// From now on this process writes the segment.
    ///
    /// - Parameter scan: what is in it, all of which is on the disk.
    func own(_ file: SegmentFile, _ scan: SegmentScan) throws(DocumentStoreError) {
        do throws(FileWork.Input.Failure) {
            // Another than the writer's: a lock lasts as long as its descriptor.
            let descriptor = try Descriptor(file.path)
            state.withLock {
                $0.growing[file] = Growing(file: file, descriptor: descriptor, scan: scan, isOurs: true)
            }
        } catch {
            throw error.error("", in: file.path)
        }
    }

    /// This process writes the segment no more, whatever became of it.
    func disown(_ file: SegmentFile) { state.withLock { $0.growing[file]?.isOurs = false } }

    /// The segment's writer has brought these to the disk.
    func add(_ entries: [SegmentTable.Entry], upTo offset: Int, to file: SegmentFile) {
        state.withLock { $0.growing[file]?.scan.add(entries, upTo: offset) }
    }

    /// The segment has got its end.
    func end(_ ended: EndedSegment) { state.withLock { end(ended, &$0) } }
}
