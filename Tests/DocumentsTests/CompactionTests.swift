import Foundation
import Letters
import Synchronization
import TestSupport
import Testing

@testable import Documents

@Suite("Compaction of segments")
struct CompactionTests {
    private static let small = SegmentWriter.Bounds(bytes: 1 << 20, objects: 10)

    private struct Filled {
        var contents: [Data] = []
        var references: [ObjectReference] = []
        /// Locations of every third object.
        var kept: Set<String> { Set(references.enumerated().filter { $0.offset % 3 == 0 }.map(\.element.location)) }
        /// Of these the segment has ended.
        var inEnded: Range<Int> { 0..<(references.count / 10 * 10) }
    }

    private func filled(_ kind: StoreKind, _ folder: URL, count: Int = 35) async throws -> Filled {
        var filled = Filled()
        let store = try kind.store(folder, bounds: Self.small)
        for number in 0..<count {
            filled.contents.append(randomBytes(500 + number))
            filled.references.append(try await store.put(filled.contents[number], mediaType: "text/plain"))
        }
        try grow(folder, older: 3)
        return filled
    }

    /// As if so many days had gone by.
    private func grow(_ folder: URL, older days: Double) throws {
        for file in try segmentFiles(folder) {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -days * 86_400)], ofItemAtPath: file.path)
        }
    }

    private func expectKept(_ filled: Filled, in store: DocumentStore) async throws {
        for (content, reference) in zip(filled.contents, filled.references)
        where filled.kept.contains(reference.location) {
            #expect(try await store.read(reference) == content)
        }
    }

    @Test("removes what need not be kept, and nothing else", arguments: StoreKind.inSegments)
    func keeps(kind: StoreKind) async throws {
        try await withStoreFolder { folder in
            let filled = try await filled(kind, folder)
            let kept = filled.kept
            let store = try kind.store(folder)
            let reader = try kind.store(folder)
            let all = try await store.compact(storedBefore: Date(), keeping: { _ in true })
            #expect(all == CompactionReport())
            let report = try await store.compact(storedBefore: Date(), keeping: kept.contains)
            let gone = filled.inEnded.filter { !kept.contains(filled.references[$0].location) }
            #expect(report.segments == 3 && report.removed == gone.count && report.left.isEmpty)
            for place in [store, reader, try kind.store(folder)] {
                try await expectKept(filled, in: place)
                for number in gone {
                    let error = await #expect(throws: DocumentStoreError.self) {
                        try await place.read(filled.references[number])
                    }
                    #expect(error == .missing(location: filled.references[number].location))
                }
                // A segment that may still grow is left alone.
                for number in filled.inEnded.upperBound..<filled.references.count {
                    #expect(try await place.read(filled.references[number]) == filled.contents[number])
                }
            }
            #expect(try await store.verify().damages.isEmpty)
            // What went can be stored again.
            let again = try await store.put(filled.contents.map { ($0, "text/plain") })
            #expect(again == filled.references)
            for (content, reference) in zip(filled.contents, again) {
                #expect(try await reader.read(reference) == content)
            }
        }
    }

    @Test("removes a segment of which nothing is kept")
    func nothingKept() async throws {
        try await withStoreFolder { folder in
            _ = try await filled(.segments, folder)
            let store = try StoreKind.segments.store(folder)
            let report = try await store.compact(storedBefore: Date(), keeping: { _ in false })
            #expect(report.segments == 3 && report.removed == 30)
            #expect(try segmentFiles(folder).count == 1)
        }
    }

    @Test("loses nothing wherever it is ended, and can be done again", arguments: CompactionStep.allCases)
    func ended(at last: CompactionStep) async throws {
        try await withStoreFolder { folder in
            let kind = StoreKind.sealedSegments
            let filled = try await filled(kind, folder)
            let kept = filled.kept
            let copies = Mutex<[URL]>([])
            _ = try await kind.store(folder).compact(storedBefore: Date(), keeping: kept.contains) { step in
                guard step == last else { return }
                // What the end of the process would leave just now.
                let copy = folder.deletingLastPathComponent().appending(path: "ended-\(UUID().uuidString)")
                try FileManager.default.copyItem(at: folder, to: copy)
                copies.withLock { $0.append(copy) }
            }
            defer { for copy in copies.withLock({ $0 }) { try? FileManager.default.removeItem(at: copy) } }
            #expect(copies.withLock { $0.count } == 3)
            for copy in copies.withLock({ $0 }) {
                try grow(copy, older: 3)
                try await expectKept(filled, in: try kind.store(copy))
                let store = try kind.store(copy)
                #expect(try await store.verify().damages.isEmpty)
                _ = try await store.compact(storedBefore: Date(), keeping: kept.contains)
                try await expectKept(filled, in: store)
                // Each kept object once, and those of the segment that may still grow.
                let findings = try await kind.store(copy).verify()
                #expect(findings.damages.isEmpty)
                #expect(findings.objects == 10 + 5)
                let drafts = try FileManager.default.contentsOfDirectory(atPath: copy.appending(path: "tmp").path)
                #expect(drafts.isEmpty)
            }
        }
    }

    @Test("leaves alone what is young, what was stored since, and what others may just build on")
    func young() async throws {
        try await withStoreFolder { folder in
            let kind = StoreKind.segments
            let filled = try await filled(kind, folder)
            for (days, before) in [(1.5, 0.0), (10.0, 11.0)] {
                try grow(folder, older: days)
                let time = Date(timeIntervalSinceNow: -before * 86_400)
                let report = try await kind.store(folder).compact(storedBefore: time, keeping: { _ in false })
                #expect(report == CompactionReport())
            }
            // Nobody builds on a segment that may be compacted now: stored again, an object is in a new one.
            let store = try kind.store(folder)
            let before = try await store.verify().objects
            _ = try await store.put(filled.contents[0], mediaType: "text/plain")
            #expect(try await store.verify().objects == before + 1)
            _ = try await store.compact(storedBefore: Date(), keeping: { _ in false })
            #expect(try await kind.store(folder).read(filled.references[0]) == filled.contents[0])
        }
    }

    @Test("leaves a segment as it is in which an object that is kept is damaged, and names it")
    func damaged() async throws {
        try await withStoreFolder { folder in
            let kind = StoreKind.sealedSegments
            let filled = try await filled(kind, folder)
            let kept = filled.kept
            let place = try StoredPlace(filled.references[3], in: folder)
            try place.flip(at: 100)
            try grow(folder, older: 3)
            let store = try kind.store(folder)
            let report = try await store.compact(storedBefore: Date(), keeping: kept.contains)
            #expect(report.left == [place.file.lastPathComponent] && report.segments == 2)
            #expect(FileManager.default.fileExists(atPath: place.file.path))
            #expect(try await store.verify().damages.count == 1)
        }
    }

    @Test("does not begin while a backup has the lock")
    func backup() async throws {
        try await withStoreFolder { folder in
            _ = try await filled(.segments, folder)
            let lock = open(folder.appending(path: "segments").path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            defer { close(lock) }
            #expect(flock(lock, LOCK_SH | LOCK_NB) == 0)
            let error = await #expect(throws: DocumentStoreError.self) {
                try await StoreKind.segments.store(folder).compact(storedBefore: Date(), keeping: { _ in false })
            }
            #expect(error?.description.contains("a backup is under way") == true)
        }
    }
}
