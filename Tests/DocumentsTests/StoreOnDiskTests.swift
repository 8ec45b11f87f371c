import Foundation
import Letters
import TestSupport
import Testing

@testable import Documents

/// Objects in files of their own; `SegmentTests` has those in segments.
@Suite("What the document store keeps on the disk")
struct StoreOnDiskTests {
    private static let key = String(repeating: "3c", count: 32)

    private func withFolder(_ body: (URL) async throws -> Void) async throws { try await withStoreFolder(body) }

    private func store(
        _ folder: URL, key: String? = key, form: DocumentStore.Form = .files
    ) throws -> DocumentStore {
        try DocumentStore(folder, key: key.flatMap(StoreKey.init(text:)), form: form)
    }

    private func content(_ size: Int) -> Data { Data((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 4) }) }

    @Test(
        "of objects in the first form, which had one key for all, is still read",
        arguments: [0, 1, 1_048_576, 2_500_000], DocumentStore.Form.allCases)
    func firstForm(size: Int, form: DocumentStore.Form) async throws {
        try await withFolder { folder in
            let store = try store(folder, form: form)
            let plain = content(size)
            let (bytes, reference) = try FirstForm(key: Self.key).sealed(plain)
            let file = folder.appending(path: reference.location)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try bytes.write(to: file)
            #expect(try await store.read(reference) == plain)
            #expect(try await store.put(plain, mediaType: "text/plain") == reference)
            var changed = bytes
            changed[changed.count - 1] ^= 1
            try changed.write(to: file)
            let error = await #expect(throws: DocumentStoreError.self) { try await store.read(reference) }
            #expect(error?.code == "object-damaged")
        }
    }

    @Test("has a key for each object: the same letter under the same store key is never sealed alike")
    func ownKeys() async throws {
        try await withFolder { first in
            try await withFolder { second in
                let plain = content(100)
                var stored: [Data] = []
                for folder in [first, second] {
                    let reference = try await store(folder).put(plain, mediaType: "text/plain")
                    stored.append(try Data(contentsOf: folder.appending(path: reference.location)))
                }
                #expect(stored.allSatisfy { $0.starts(with: Data("MPD2".utf8)) && $0.count == 44 + 100 + 16 })
                // Magic and key id are the store's, all behind is the object's own.
                #expect(stored[0].prefix(12) == stored[1].prefix(12))
                #expect(stored[0].dropFirst(12).prefix(32) != stored[1].dropFirst(12).prefix(32))
                // Under one key the same number of a segment would give the same ciphertext, apart from its tag.
                #expect(stored[0].dropFirst(44).prefix(100) != stored[1].dropFirst(44).prefix(100))
                // The salt of another object opens nothing.
                let reference = try await store(first).put(plain, mediaType: "text/plain")
                let mixed = stored[1].prefix(44) + stored[0].suffix(116)
                try mixed.write(to: first.appending(path: reference.location))
                await #expect(throws: DocumentStoreError.self) { try await store(first).read(reference) }
            }
        }
    }

    @Test("keeps a draft that somebody writes, whatever process it is of, and sweeps the others")
    func drafts() async throws {
        try await withFolder { folder in
            let store = try store(folder)
            let temporaries = folder.appending(path: "tmp")
            // No process has this number here: a writer in another container may have.
            let elsewhere = temporaries.appending(path: "999999999-written-elsewhere")
            let abandoned = temporaries.appending(path: "draft-abandoned")
            for file in [elsewhere, abandoned] { try Data("half".utf8).write(to: file) }
            let lock = open(elsewhere.path, O_WRONLY | O_CLOEXEC)
            defer { close(lock) }
            #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
            let writer = try store.writer(mediaType: "text/plain")
            try content(10).withUnsafeBytes { try writer.write($0) }
            _ = try self.store(folder)
            #expect(FileManager.default.fileExists(atPath: elsewhere.path))
            #expect(!FileManager.default.fileExists(atPath: abandoned.path))
            #expect(try await store.read(try await writer.finish()) == content(10))
        }
    }

    @Test("begins a draft again when who sweeps was faster than its lock")
    func sweptBeforeItsLock() async throws {
        try await withFolder { folder in
            let path = folder.path
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    while !Task.isCancelled {
                        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
                        for name in names { FileWork.Draft.sweep("\(path)/\(name)") }
                    }
                }
                var lost = 0
                for _ in 0..<5000 {
                    guard let draft = try? FileWork.Draft(in: "\(path)/") else { continue }
                    if !FileManager.default.fileExists(atPath: draft.path) { lost += 1 }
                    draft.discard()
                }
                #expect(lost == 0)
                group.cancelAll()
            }
        }
    }

    @Test("loses no object to a service that starts meanwhile and sweeps", arguments: DocumentStore.Form.allCases)
    func sweptMeanwhile(form: DocumentStore.Form) async throws {
        try await withFolder { folder in
            let writing = try store(folder, form: form)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<150 {
                    group.addTask { _ = try await writing.put(Data("letter \(number)".utf8), mediaType: "text/plain") }
                    group.addTask { _ = try DocumentStore(folder, key: StoreKey(text: Self.key)) }
                }
                try await group.waitForAll()
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "tmp").path).isEmpty)
        }
    }

    @Test("is missing only where there is no file: all else is the machine's fault, and stops the stage")
    func missing() async throws {
        try await withFolder { folder in
            let store = try store(folder)
            let reference = try await store.put(content(10), mediaType: "text/plain")
            let file = folder.appending(path: reference.location)
            try FileManager.default.removeItem(at: file)
            let missing = #expect(throws: DocumentStoreError.self) { try store.openAndWait(reference) }
            #expect(missing == .missing(location: reference.location) && missing?.consequence == .later)
            // ELOOP: whatever is there, it cannot be told.
            try FileManager.default.createSymbolicLink(at: file, withDestinationURL: file)
            let loop = #expect(throws: DocumentStoreError.self) { try store.openAndWait(reference) }
            #expect(loop?.code == "object-not-read" && loop?.consequence == .stop)
            var other = reference
            other.location = "tmp"
            let folder = #expect(throws: DocumentStoreError.self) { try store.openAndWait(other) }
            #expect(folder?.consequence == .never)
        }
    }

    @Test("says of a store that is not mounted any more that it is the store, and not the letter")
    func unmounted() async throws {
        try await withFolder { folder in
            let store = try store(folder)
            let reference = try await store.put(content(10), mediaType: "text/plain")
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                try FileManager.default.removeItem(at: folder.appending(path: name))
            }
            let error = #expect(throws: DocumentStoreError.self) { try store.openAndWait(reference) }
            #expect(error?.code == "documents-unusable" && error?.consequence == .stop)
        }
    }

    @Test(
        "names whose the file is and who we are where the rights are wrong",
        .enabled(if: SecondUser.isPossible, "needs root, to be another user"))
    func rights() async throws {
        try await withFolder { folder in
            let store = try store(folder)
            let reference = try await store.put(content(10), mediaType: "text/plain")
            let error = try SecondUser.perform { () -> DocumentStoreError? in
                do throws(DocumentStoreError) {
                    _ = try store.openAndWait(reference)
                    return nil
                } catch {
                    return error
                }
            }
            #expect(error?.consequence == .stop && error?.code == "object-not-read")
            let words = try #require(error?.description)
            #expect(words.contains("Permission denied") && words.contains(folder.path), "\(words)")
            #expect(words.contains("belongs to root (0), mode 0") && words.contains("runs as"), "\(words)")
            let written = try SecondUser.perform { () -> DocumentStoreError? in
                do throws(DocumentStoreError) {
                    _ = try store.writer(mediaType: "text/plain")
                    return nil
                } catch {
                    return error
                }
            }
            #expect(written?.consequence == .stop && written?.code == "object-not-written")
        }
    }

    @Test("is for its owner alone, and what a former version left open is closed")
    func modes() async throws {
        try await withFolder { folder in
            let temporaries = folder.appending(path: "tmp")
            try FileManager.default.createDirectory(at: temporaries, withIntermediateDirectories: true)
            chmod(temporaries.path, 0o755)
            let reference = try await store(folder).put(content(10), mediaType: "text/plain")
            func mode(_ path: String) -> UInt32 {
                var status = stat()
                return stat(folder.appending(path: path).path, &status) == 0 ? status.st_mode & 0o777 : 0
            }
            #expect(mode("tmp") == 0o700 && mode("store.json") == 0o600)
            #expect(mode(reference.location) == 0o600 && mode(String(reference.location.prefix(2))) == 0o700)
        }
    }
}
