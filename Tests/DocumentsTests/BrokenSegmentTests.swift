import Foundation
import Letters
import Synchronization
import TestSupport
import Testing

@testable import Documents

// Over 250 lines: one suite of what may be wrong with a segment.

@Suite("Segments after power cuts, full disks and damage")
struct BrokenSegmentTests {
    /// What is in the folder must be read, and what is missing can be put again, now and by whoever comes next.
    private func goesOn(
        _ kind: StoreKind, _ folder: URL, _ contents: [Data], _ references: [ObjectReference], lost: [Data]
    ) async throws {
        let store = try kind.store(folder)
        try await expect(contents, references, in: store)
        let again = try await put(store, lost + [randomBytes(77)])
        try await expect(contents + lost, references + again, in: store)
        let next = try kind.store(folder)
        try await expect(contents + lost, references + again, in: next)
        _ = try await put(next, [randomBytes(78)])
        #expect(try await next.verify().damages.isEmpty, "what a crash leaves is no damage")
    }

    @Test("with a torn end lose nothing that was stored", arguments: StoreKind.inSegments)
    func torn(kind: StoreKind) async throws {
        try await withStoreFolder { folder in
            let contents = [200, 3000, 500].map(randomBytes)
            let references = try await put(try kind.store(folder), contents)
            let whole = try StoredPlace(references[2], in: folder)
            let start = whole.range.lowerBound - RecordHeader.size
            let size = try Data(contentsOf: whole.file).count
            for length in stride(from: start, to: size, by: 41) {
                // Cut short, with zeros behind, or with whatever lay there before.
                for tail in [Data(), Data(count: size - length), randomBytes(size - length + 300)] {
                    try await copied(folder) { copy in
                        let segment = try segmentFiles(copy)[0]
                        try (Data(contentsOf: segment).prefix(length) + tail).write(to: segment)
                        try await goesOn(
                            kind, copy, Array(contents[..<2]), Array(references[..<2]), lost: [contents[2]])
                    }
                }
            }
        }
    }

    @Test("that are ended by a crash in the midst of their end go on", arguments: StoreKind.inSegments)
    func tornTable(kind: StoreKind) async throws {
        try await withStoreFolder { folder in
            let contents = (0..<12).map { randomBytes(1000 + $0) }
            let store = try kind.store(folder, bounds: SegmentWriter.Bounds(bytes: 1 << 20, objects: 10))
            let references = try await put(store, contents)
            let ended = try #require(store.segments?.endedSegments.first)
            let size = try Data(contentsOf: URL(filePath: ended.file.path)).count
            let start = ended.table.lowerBound - RecordHeader.size
            for length in stride(from: start, to: size, by: 67) {
                try await copied(folder) { copy in
                    let segment = copy.appending(path: "segments/\(ended.file.name)")
                    try Data(contentsOf: segment).prefix(length).write(to: segment)
                    try await goesOn(kind, copy, contents, references, lost: [])
                }
            }
        }
    }

    @Test("lose what was not on the disk when the power went, and build on none of it", arguments: StoreKind.inSegments)
    func powerCut(kind: StoreKind) async throws {
        try await withStoreFolder { folder in
            let contents = (0..<4).map { randomBytes(2000 + $0) }
            let copies = Mutex<[URL]>([])
            var disk = SegmentDisk.real
            disk.synchronise = { descriptor in
                let copy = folder.deletingLastPathComponent().appending(path: "cut-\(UUID().uuidString)")
                try? FileManager.default.copyItem(at: folder, to: copy)
                copies.withLock { $0.append(copy) }
                return fdatasync(descriptor)
            }
            let references = try await put(try kind.store(folder, disk: disk), contents)
            defer { for copy in copies.withLock({ $0 }) { try? FileManager.default.removeItem(at: copy) } }
            #expect(copies.withLock { $0.count } == 4)
            for (number, copy) in copies.withLock({ $0 }).enumerated() {
                // The last object was written and not synchronised: its bytes came to the disk, or zeros did.
                let segment = try segmentFiles(copy)[0]
                let there = try Data(contentsOf: segment)
                for part in [0, 100, 1999] {
                    let place = try StoredPlace(references[number], in: copy)
                    var bytes = there
                    bytes.replaceSubrange(
                        (place.range.lowerBound + part)..<place.range.upperBound,
                        with: Data(count: place.range.count - part))
                    try bytes.write(to: segment)
                    let before = Array(contents[..<number])
                    let store = try kind.store(copy)
                    try await expect(before, references, in: store)
                    // Put again it must be whole, though a record of this name is there.
                    #expect(try await put(store, [contents[number]]) == [references[number]])
                    try await expect(before + [contents[number]], references, in: try kind.store(copy))
                    for file in try segmentFiles(copy).dropFirst() { try FileManager.default.removeItem(at: file) }
                    try there.write(to: segment)
                }
                try await goesOn(
                    kind, copy, Array(contents[...number]), Array(references[...number]),
                    lost: Array(contents[(number + 1)...]))
            }
        }
    }

    @Test("on a full disk take nothing and lose nothing, and go on once there is room", arguments: StoreKind.inSegments)
    func full(kind: StoreKind) async throws {
        try await withStoreFolder { folder in
            let room = Mutex(20_000)
            var disk = SegmentDisk.real
            disk.write = { descriptor, bytes, offset in
                // As the system does: so much as there is room for, then the error.
                let count = room.withLock { room in
                    let count = min(room, bytes.count)
                    room -= count
                    return count
                }
                guard count > 0 else {
                    errno = ENOSPC
                    return -1
                }
                return pwrite(descriptor, bytes.baseAddress, count, off_t(offset))
            }
            let store = try kind.store(folder, disk: disk)
            let reader = try kind.store(folder)
            let contents = (0..<20).map { randomBytes(1700 + $0) }
            var (there, references): ([Data], [ObjectReference]) = ([], [])
            var refused: [Data] = []
            for content in contents {
                do throws(DocumentStoreError) {
                    references.append(try await store.put(content, mediaType: "text/plain"))
                    there.append(content)
                } catch {
                    #expect(error.code == "object-not-written" && error.consequence == .stop)
                    #expect(error.description.contains("No space left on device"), "\(error)")
                    refused.append(content)
                }
                try await expect(there, references, in: reader)
            }
            #expect(there.count > 5 && refused.count > 5)
            try await copied(folder) { try await goesOn(kind, $0, there, references, lost: refused) }
            room.withLock { $0 = .max }
            references += try await put(store, refused)
            try await expect(there + refused, references, in: store)
            try await expect(there + refused, references, in: reader)
            #expect(try segmentFiles(folder).count == 1, "it went on where it was")
            #expect(try await store.verify() == StoreFindings(objects: 20, bytes: contents.reduce(0) { $0 + $1.count }))
        }
    }

    @Test("on a full disk take of several what there is room for", arguments: StoreKind.inSegments)
    func fullInTheMidst(kind: StoreKind) async throws {
        try await withStoreFolder { folder in
            let room = Mutex(10_000)
            var disk = SegmentDisk.real
            disk.write = { descriptor, bytes, offset in
                let count = room.withLock { min($0, bytes.count) }
                room.withLock { $0 -= count }
                if count == 0 { errno = ENOSPC }
                return count == 0 ? -1 : pwrite(descriptor, bytes.baseAddress, count, off_t(offset))
            }
            let store = try kind.store(folder, disk: disk)
            let contents = (0..<10).map { randomBytes(3000 + $0) }
            await #expect(throws: DocumentStoreError.self) {
                try await store.put(contents.map { ($0, "text/plain") })
            }
            let findings = try await store.verify()
            #expect(findings.objects == 3 && findings.damages.isEmpty && findings.remnants.isEmpty)
            room.withLock { $0 = .max }
            let references = try await store.put(contents.map { ($0, "text/plain") })
            try await expect(contents, references, in: try kind.store(folder))
            #expect(try await store.verify().objects == 10)
        }
    }

    @Test("of a disk that fails say so, and what is told as stored is stored", arguments: StoreKind.inSegments)
    func failing(kind: StoreKind) async throws {
        try await withStoreFolder { folder in
            let isBroken = Mutex(false)
            var disk = SegmentDisk.real
            disk.synchronise = { descriptor in
                guard isBroken.withLock({ $0 }) else { return fdatasync(descriptor) }
                errno = EIO
                return -1
            }
            let store = try kind.store(folder, disk: disk)
            let contents = (0..<12).map { randomBytes(900 + $0) }
            var (there, references): ([Data], [ObjectReference]) = ([], [])
            for (number, content) in contents.enumerated() {
                isBroken.withLock { $0 = number % 3 == 2 }
                do throws(DocumentStoreError) {
                    references.append(try await store.put(content, mediaType: "text/plain"))
                    there.append(content)
                } catch {
                    #expect(error.code == "object-not-written" && error.description.contains("Input/output error"))
                }
                try await expect(there, references, in: store)
            }
            #expect(there.count == 8)
            isBroken.withLock { $0 = false }
            let all = try await put(store, contents)
            try await expect(contents, all, in: store)
            try await goesOn(kind, folder, contents, all, lost: [])
        }
    }

    @Test("with damage in their midst give all else, and it is named", arguments: StoreKind.inSegments, [false, true])
    func damagedMiddle(kind: StoreKind, isEnded: Bool) async throws {
        try await withStoreFolder { folder in
            let contents = (0..<9).map { randomBytes(1500 + $0) }
            let bounds = SegmentWriter.Bounds(bytes: 1 << 20, objects: isEnded ? 8 : 100)
            let references = try await put(try kind.store(folder, bounds: bounds), contents)
            let others = Array(contents[..<3] + contents[4...])
            let names = Array(references[..<3] + references[4...])
            // In the object.
            try await copied(folder) { copy in
                try StoredPlace(references[3], in: copy).flip(at: 700)
                let store = try kind.store(copy)
                try await expect(others, names, in: store)
                let error = await #expect(throws: DocumentStoreError.self) { try await store.read(references[3]) }
                #expect(error?.code == "object-damaged")
                let findings = try await store.verify()
                #expect(findings.damages.count == 1 && findings.objects == 9)
                #expect(findings.damages.first?.contains(references[3].location) == true)
                _ = try await put(store, [randomBytes(10)])
                try await expect(others, names, in: try kind.store(copy))
            }
            // In the header of its record: found by the table, where there is one.
            try await copied(folder) { copy in
                try StoredPlace(references[3], in: copy).flip(at: 20 - RecordHeader.size)
                let store = try kind.store(copy)
                try await expect(others, names, in: store)
                if isEnded {
                    try await expect([contents[3]], [references[3]], in: store)
                } else {
                    let error = await #expect(throws: DocumentStoreError.self) { try await store.read(references[3]) }
                    #expect(error == .missing(location: references[3].location))
                    let findings = try await store.verify()
                    #expect(findings.damages.count == 1 && findings.objects == 8)
                }
                let again = try await put(store, [contents[3]])
                try await expect(contents, references, in: try kind.store(copy))
                #expect(again == [references[3]])
            }
            guard isEnded else { return }
            // In the table.
            try await copied(folder) { copy in
                let segment = try segmentFiles(copy)[0]
                var bytes = try Data(contentsOf: segment)
                bytes[bytes.count - RecordHeader.size - 20] ^= 1
                try bytes.write(to: segment)
                let store = try kind.store(copy)
                try await expect(contents, references, in: store)
                #expect(try await store.verify().damages.contains { $0.contains("its table is damaged") })
                _ = try await put(store, [randomBytes(10)])
                try await expect(contents, references, in: try kind.store(copy))
            }
        }
    }

    @Test("take no document for records, whatever stands in it")
    func hostile() async throws {
        try await withStoreFolder { folder in
            let store = try StoreKind.segments.store(folder)
            let inner = randomBytes(600)
            _ = try await put(store, [inner, randomBytes(500)])
            // A document that is a copy of the very segment, behind which another object lies.
            let hostile = try Data(contentsOf: try segmentFiles(folder)[0])
            let references = try await put(store, [hostile, randomBytes(400)])
            try StoredPlace(references[0], in: folder).flip(at: 1 - RecordHeader.size)
            let findings = try await StoreKind.segments.store(folder).verify()
            #expect(findings.objects == 3 && findings.damages.count == 1, "\(findings)")
        }
    }
}
