import Foundation
import Letters
import Synchronization
import TestSupport
import Testing

@testable import Documents

@Suite("A store's segments")
struct SegmentTests {
    private static let small = SegmentWriter.Bounds(bytes: 60_000, objects: 40)

    @Test("take objects that come together with one wait for the disk")
    func oneWait() async throws {
        try await withStoreFolder { folder in
            let waits = Mutex(0)
            let gate = DispatchSemaphore(value: 0)
            var disk = SegmentDisk.real
            disk.synchronise = { descriptor in
                if waits.withLock({
                    $0 += 1; return $0
                }) == 1 {
                    gate.wait()
                }
                return fdatasync(descriptor)
            }
            let store = try StoreKind.sealedSegments.store(folder, disk: disk)
            let contents = (0..<40).map { _ in randomBytes(5000) }
            let references = try await withThrowingTaskGroup(of: ObjectReference.self) { group in
                func put(_ content: Data) {
                    group.addTask { try await store.put(content, mediaType: "text/plain") }
                }
                put(contents[0])
                try await eventually("the first waits for the disk") { waits.withLock { $0 } == 1 }
                contents.dropFirst().forEach(put)
                try await eventually("the others wait for the first") { store.writer?.waiting == 39 }
                gate.signal()
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(waits.withLock { $0 } == 2)
            #expect(Set(references).count == 40)
            _ = try await store.put(contents.map { ($0 + [1], "text/plain") })
            let before = waits.withLock { $0 }
            _ = try await store.put(contents.map { ($0 + [2], "text/plain") })
            #expect(waits.withLock { $0 } == before + 1, "40 objects given at once, one wait")
            #expect(try segmentFiles(folder).count == 1)
        }
    }

    @Test("are for their owner alone")
    func modes() async throws {
        try await withStoreFolder { folder in
            _ = try await StoreKind.segments.store(folder).put(randomBytes(10), mediaType: "text/plain")
            func mode(_ path: String) -> UInt32 {
                var status = stat()
                return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
            }
            #expect(mode(folder.appending(path: "segments").path) == 0o700)
            #expect(try segmentFiles(folder).map { mode($0.path) } == [0o600])
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "tmp").path).isEmpty)
        }
    }

    @Test("hold an object once, whoever puts it again")
    func once() async throws {
        try await withStoreFolder { folder in
            let contents = (0..<10).map { _ in randomBytes(3000) }
            func size() throws -> Int { try segmentFiles(folder).reduce(0) { try $0 + Data(contentsOf: $1).count } }
            let first = try StoreKind.sealedSegments.store(folder)
            let references = try await put(first, contents)
            let before = try size()
            #expect(try await put(first, contents) == references)
            #expect(try size() == before)
            // Another process: all but the last, of which it cannot know whether it is on the disk yet.
            let second = try StoreKind.sealedSegments.store(folder)
            #expect(try await put(second, Array(contents.dropLast())) == Array(references.dropLast()))
            #expect(try size() == before)
            #expect(try await put(second, contents) == references)
            try await expect(contents, references, in: first)
        }
    }

    @Test("are written by each process for itself, and read by all", arguments: StoreKind.inSegments)
    func twoWriters(kind: StoreKind) async throws {
        try await withStoreFolder { folder in
            let stores = try (0..<3).map { _ in try kind.store(folder, bounds: Self.small) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<300 {
                    group.addTask {
                        let content = randomBytes(100 + number * 7)
                        let reference = try await stores[number % 3].put(content, mediaType: "text/plain")
                        // As soon as one process has it, each has it.
                        for store in stores { #expect(try await store.read(reference) == content) }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try segmentFiles(folder).count > 3)
            let findings = try await kind.store(folder).verify()
            #expect(findings.objects == 300 && findings.damages.isEmpty && findings.remnants.isEmpty)
        }
    }

    @Test("roll when they have grown, and are found by their tables", arguments: StoreKind.inSegments)
    func rolling(kind: StoreKind) async throws {
        try await withStoreFolder { folder in
            let store = try kind.store(folder, bounds: Self.small)
            let reader = try kind.store(folder)
            let contents = (0..<200).map { randomBytes($0 % 3 == 0 ? 50 : 2000) }
            let references = try await put(store, contents)
            try await expect(contents, references, in: store)
            try await expect(contents, references, in: reader)
            let fresh = try kind.store(folder)
            let counts = try #require(fresh.segments?.counts)
            #expect(counts.ended > 3 && counts.growing == 1)
            try await expect(contents, references, in: fresh)
            // What is there is not stored again.
            let before = try segmentFiles(folder).count
            #expect(try await put(fresh, Array(contents.prefix(150))) == Array(references.prefix(150)))
            #expect(try segmentFiles(folder).count == before)
        }
    }

    @Test("are taken over from a process that is gone, and never from one that is there")
    func takenOver() async throws {
        try await withStoreFolder { folder in
            var (contents, references): ([Data], [ObjectReference]) = ([], [])
            for round in 0..<4 {
                try await eventually("nobody writes the segment") {
                    try segmentFiles(folder, orNone: true).allSatisfy { try Descriptor($0.path).lock() }
                }
                let store = try StoreKind.sealedSegments.store(folder)
                let new = (0..<5).map { _ in randomBytes(500 + round) }
                references += try await put(store, new)
                contents += new
                let other = try StoreKind.sealedSegments.store(folder)
                try await expect(contents, references, in: other)
                withExtendedLifetime(store) {}
            }
            #expect(try segmentFiles(folder).count == 1)
            let (one, two) = (try StoreKind.sealedSegments.store(folder), try StoreKind.sealedSegments.store(folder))
            _ = try await put(one, [randomBytes(10)])
            _ = try await put(two, [randomBytes(10)])
            #expect(try segmentFiles(folder).count == 2)
        }
    }

    @Test("go on beside objects in files of their own, in either order", arguments: [StoreKind.files, .sealedFiles])
    func oldStore(old: StoreKind) async throws {
        try await withStoreFolder { folder in
            let new: StoreKind = old == .files ? .segments : .sealedSegments
            let contents = (0..<6).map { randomBytes(1000 + $0) }
            let former = try await put(try old.store(folder), Array(contents[..<3]))
            // As a version without segments wrote it.
            let mark = try String(contentsOf: folder.appending(path: "store.json"), encoding: .utf8)
            #expect(!mark.contains("form"))
            let store = try new.store(folder)
            #expect(try await put(store, contents).prefix(3).elementsEqual(former), "nothing is stored again")
            let references = try await put(store, contents)
            let findings = try await store.verify()
            #expect(findings.objects == 6 && findings.damages.isEmpty)
            #expect(
                try references.map { try StoredPlace($0, in: folder).file.pathExtension == "segment" }
                    == [false, false, false, true, true, true])
            try await expect(contents, references, in: try old.store(folder))
            let last = try await put(try old.store(folder), [randomBytes(9)])
            #expect(try StoredPlace(last[0], in: folder).file.pathExtension.isEmpty)
            #expect(await store.contains(last[0]))
        }
    }

    @Test("of a version that is not known yet are refused with what to do")
    func later() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "later-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("{\"encrypted\":false,\"form\":\"crystals\"}\n".utf8).write(to: folder.appending(path: "store.json"))
        let error = #expect(throws: DocumentStoreError.self) { try DocumentStore(folder, key: nil) }
        #expect(error?.code == "documents-unusable" && error?.description.contains("upgrade") == true)
    }

    @Test("are not written where their folder is not there any more")
    func folderAway() async throws {
        try await withStoreFolder { folder in
            let store = try StoreKind.sealedSegments.store(folder)
            let contents = (0..<3).map { _ in randomBytes(100) }
            var references = try await put(store, [contents[0]])
            let away = folder.deletingLastPathComponent().appending(path: "away-\(UUID().uuidString)")
            try FileManager.default.moveItem(at: folder, to: away)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let error = await #expect(throws: DocumentStoreError.self) {
                try await store.put(contents[1], mediaType: "text/plain")
            }
            #expect(error?.code == "object-not-written" && error?.consequence == .stop)
            try FileManager.default.removeItem(at: folder)
            try FileManager.default.moveItem(at: away, to: folder)
            references += try await put(store, Array(contents[1...]))
            try await expect(contents, references, in: try StoreKind.sealedSegments.store(folder))
        }
    }

    @Test("are whole in a copy that is made while they are written", arguments: StoreKind.inSegments)
    func backup(kind: StoreKind) async throws {
        try await withStoreFolder { folder in
            let store = try kind.store(folder, bounds: Self.small)
            let stored = Mutex<[ObjectReference]>([])
            let writing = Task {
                while !Task.isCancelled {
                    let reference = try await store.put(randomBytes(4000), mediaType: "text/plain")
                    stored.withLock { $0.append(reference) }
                }
            }
            for count in [5, 50, 150] {
                try await eventually("objects are stored") { stored.withLock { $0.count } >= count }
                let before = stored.withLock { $0 }
                // As `cp` does it: the folder's names first, then file after file.
                try await withStoreFolder { copy in
                    let place = copy.appending(path: "segments")
                    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
                    try FileManager.default.copyItem(
                        at: folder.appending(path: "store.json"), to: copy.appending(path: "store.json"))
                    for file in try segmentFiles(folder) {
                        try FileManager.default.copyItem(at: file, to: place.appending(path: file.lastPathComponent))
                    }
                    let store = try kind.store(copy)
                    for reference in before { _ = try await store.read(reference) }
                    _ = try await store.put(randomBytes(10), mediaType: "text/plain")
                    #expect(try await store.verify().damages.isEmpty)
                }
            }
            writing.cancel()
            try await writing.value
        }
    }
}
