import Foundation
import Letters
import Testing

@testable import Documents

/// What every form of a store promises.
@Suite("The document store")
struct DocumentStoreTests {
    let folder = FileManager.default.temporaryDirectory.appending(path: "documents-\(UUID().uuidString)")
    static let mebibyte = 1 << 20

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    private func bytes(_ count: Int) -> Data { randomBytes(count) }

    private func file(_ reference: ObjectReference) -> URL { folder.appending(path: reference.location) }

    @Test(
        "gives back what was put, of any length, plain and encrypted",
        arguments: [0, 1, mebibyte - 1, mebibyte, mebibyte + 1, 3 * mebibyte + 7], StoreKind.allCases)
    func roundTrip(count: Int, kind: StoreKind) async throws {
        let store = try kind.store(folder)
        let content = bytes(count)
        let reference = try await store.put(content, mediaType: "application/pdf")
        #expect(reference.size == count)
        #expect(reference.mediaType == "application/pdf")
        #expect(try await store.read(reference) == content)
        #expect(await store.contains(reference))
        // As another process finds it.
        #expect(try await kind.store(folder).read(reference) == content)
    }

    @Test("stores several at once, each as if it were alone", arguments: StoreKind.allCases)
    func several(kind: StoreKind) async throws {
        let store = try kind.store(folder)
        let contents = [0, 10, Self.mebibyte + 1, 70_000, 10, Self.mebibyte].map(bytes)
        let references = try await store.put((contents + contents).map { ($0, "text/plain") })
        #expect(references.count == 12 && Array(references[..<6]) == Array(references[6...]))
        for (content, reference) in zip(contents, references) { #expect(try await store.read(reference) == content) }
    }

    @Test("streams in pieces of a mebibyte at the most", arguments: StoreKind.allCases)
    func streams(kind: StoreKind) async throws {
        let store = try kind.store(folder)
        let content = bytes(5 * Self.mebibyte + 3)
        let reader = try await store.open(try await store.put(content, mediaType: "text/plain"))
        var whole = Data()
        while let piece = try reader.next() {
            #expect(piece.count <= Self.mebibyte)
            whole.append(piece)
        }
        #expect(whole == content)
    }

    @Test("has one name for the same content, whoever puts it and however many at once", arguments: StoreKind.allCases)
    func sameContent(kind: StoreKind) async throws {
        let content = bytes(100_000)
        let stores = try (0..<4).map { _ in try kind.store(folder) }
        let references = try await withThrowingTaskGroup(of: ObjectReference.self) { group in
            for index in 0..<32 {
                group.addTask { try await stores[index % 4].put(content, mediaType: "application/pdf") }
            }
            return try await group.reduce(into: Set<ObjectReference>()) { $0.insert($1) }
        }
        #expect(references.count == 1)
        let reference = try #require(references.first)
        #expect(try await stores[0].read(reference) == content)
        #expect(try FileManager.default.contentsOfDirectory(atPath: kind.drafts(folder).path).isEmpty)
    }

    @Test("shows neither the content nor its hash in an encrypted store", arguments: StoreKind.sealed)
    func encrypted(kind: StoreKind) async throws {
        let store = try kind.store(folder)
        let content = Data("A letter about nobody".utf8)
        let reference = try await store.put(content, mediaType: "text/plain")
        let stored = try Data(contentsOf: StoredPlace(reference, in: folder).file)
        #expect(stored.range(of: content) == nil && stored.range(of: Data(reference.sha256.utf8)) == nil)
        #expect(!reference.location.contains(reference.sha256))
    }

    @Test(
        "notices every change to an encrypted object of several pieces",
        arguments: ["flip", "cut", "cut a segment", "append", "swap"], StoreKind.sealed)
    func tampered(how: String, kind: StoreKind) async throws {
        let store = try kind.store(folder)
        let reference = try await store.put(bytes(2 * Self.mebibyte + 5), mediaType: "text/plain")
        var stored = try Data(contentsOf: file(reference))
        let segment = Self.mebibyte + 16
        let header = stored.count - 2 * segment - 21
        switch how {
        case "flip": stored[header + 100] ^= 1
        case "cut": stored.removeLast(3)
        case "cut a segment": stored.removeLast(21)
        case "append": stored.append(contentsOf: [1, 2, 3])
        default:
            let first = stored[header..<(header + segment)]
            let second = stored[(header + segment)..<(header + 2 * segment)]
            stored = stored[..<header] + second + first + stored[(header + 2 * segment)...]
        }
        try stored.write(to: file(reference))
        let error = await #expect(throws: DocumentStoreError.self) { try await store.read(reference) }
        #expect(error?.code == "object-damaged")
    }

    @Test("gives nothing of an object that lies under another one's name")
    func moved() async throws {
        let store = try StoreKind.sealedFiles.store(folder)
        let reference = try await store.put(bytes(1000), mediaType: "text/plain")
        let other = try await store.put(Data(count: 1000), mediaType: "text/plain")
        let files = try [reference, other].map { try StoredPlace($0, in: folder).file }
        try Data(contentsOf: files[1]).write(to: files[0])
        let reader = try await store.open(reference)
        let error = #expect(throws: DocumentStoreError.self) { try reader.next() }
        #expect(error?.code == "object-damaged")
    }

    @Test("notices every change to an object, and that one is gone", arguments: StoreKind.allCases)
    func damage(kind: StoreKind) async throws {
        let reference = try await kind.store(folder).put(bytes(1000), mediaType: "text/plain")
        let place = try StoredPlace(reference, in: folder)
        for offset in stride(from: 0, to: place.range.count, by: 97) {
            try place.flip(at: offset)
            let damaged = await #expect(throws: DocumentStoreError.self) {
                try await kind.store(folder).read(reference)
            }
            #expect(damaged?.code == "object-damaged" && damaged?.consequence == .never)
            try place.flip(at: offset)
        }
        #expect(try await kind.store(folder).read(reference).count == 1000)
        try FileManager.default.removeItem(at: place.file)
        let missing = await #expect(throws: DocumentStoreError.self) { try await kind.store(folder).read(reference) }
        #expect(missing == .missing(location: reference.location) && missing?.consequence == .later)
    }

    @Test("remembers how it was begun", arguments: StoreKind.sealed)
    func remembers(kind: StoreKind) throws {
        _ = try kind.store(folder)
        #expect(throws: DocumentStoreError.wrongKey("the document store is encrypted: give its key")) {
            try kind.store(folder, key: nil)
        }
        #expect(throws: DocumentStoreError.wrongKey("the document store was begun with another key")) {
            try kind.store(folder, key: StoreKey(text: String(repeating: "a0", count: 32)))
        }
        // Either form of new objects fits.
        guard kind != .sealedBucket else { return }
        for form in DocumentStore.Form.allCases { _ = try DocumentStore(folder, key: kind.key, form: form) }
    }

    @Test("does not take a key for one that was begun plain", arguments: StoreKind.plain)
    func plain(kind: StoreKind) throws {
        #expect(try kind.store(folder).isPlain)
        let error = #expect(throws: DocumentStoreError.self) {
            try DocumentStore(folder, key: StoreKind.sealedFiles.key, form: kind.form)
        }
        #expect(error?.code == "documents-wrong-key")
    }

    @Test(
        "removes what a process that is gone left half-written, and leaves the others' work alone",
        arguments: StoreKind.allCases)
    func sweeps(kind: StoreKind) throws {
        _ = try kind.store(folder)
        let temporaries = kind.drafts(folder)
        let gone = temporaries.appending(path: "999999999-half")
        let mine = temporaries.appending(path: "\(ProcessInfo.processInfo.processIdentifier)-half")
        try Data("half".utf8).write(to: gone)
        try Data("half".utf8).write(to: mine)
        _ = try kind.store(folder)
        #expect(!FileManager.default.fileExists(atPath: gone.path))
        #expect(FileManager.default.fileExists(atPath: mine.path))
    }

    @Test("refuses to read more at once than it was asked for", arguments: StoreKind.allCases)
    func limit(kind: StoreKind) async throws {
        let store = try kind.store(folder)
        let reference = try await store.put(bytes(1000), mediaType: "text/plain")
        let error = await #expect(throws: DocumentStoreError.self) { try await store.read(reference, limit: 999) }
        #expect(error?.code == "object-too-large")
    }

    @Test("says which folder is missing")
    func missingFolder() {
        let error = #expect(throws: DocumentStoreError.self) {
            try DocumentStore(URL(filePath: "/proc/no/such/place"), key: nil)
        }
        #expect(error?.code == "documents-unusable")
    }
}
