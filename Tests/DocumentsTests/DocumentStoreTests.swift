import Documents
import Foundation
import Letters
import Testing

@Suite("The document store")
struct DocumentStoreTests {
    let folder = FileManager.default.temporaryDirectory.appending(path: "documents-\(UUID().uuidString)")
    static let key = String(repeating: "0f", count: 32)
    static let mebibyte = 1 << 20

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    private func store(key: String? = nil) throws -> DocumentStore {
        try DocumentStore(folder, key: key.flatMap(StoreKey.init(text:)))
    }

    private func bytes(_ count: Int) -> Data {
        var generator = SystemRandomNumberGenerator()
        return Data(
            (0..<(count / 8 + 1)).flatMap { _ in
                withUnsafeBytes(of: generator.next()) { Array($0) }
            }.prefix(count))
    }

    private func file(_ reference: ObjectReference) -> URL { folder.appending(path: reference.location) }

    @Test(
        "gives back what was put, of any length, plain and encrypted",
        arguments: [0, 1, mebibyte - 1, mebibyte, mebibyte + 1, 3 * mebibyte + 7], [nil, key])
    func roundTrip(count: Int, key: String?) async throws {
        let store = try store(key: key)
        let content = bytes(count)
        let reference = try await store.put(content, mediaType: "application/pdf")
        #expect(reference.size == count)
        #expect(reference.mediaType == "application/pdf")
        #expect(try await store.read(reference) == content)
        #expect(store.contains(reference))
    }

    @Test("streams in pieces of a mebibyte at the most", arguments: [nil, key])
    func streams(key: String?) async throws {
        let store = try store(key: key)
        let content = bytes(5 * Self.mebibyte + 3)
        let reader = try store.open(try await store.put(content, mediaType: "text/plain"))
        var whole = Data()
        while let piece = try reader.next() {
            #expect(piece.count <= Self.mebibyte)
            whole.append(piece)
        }
        #expect(whole == content)
    }

    @Test("keeps one object for the same content, whoever puts it and however many at once", arguments: [nil, key])
    func sameContent(key: String?) async throws {
        let content = bytes(100_000)
        let stores = try (0..<4).map { _ in try store(key: key) }
        let references = try await withThrowingTaskGroup(of: ObjectReference.self) { group in
            for index in 0..<32 {
                group.addTask { try await stores[index % 4].put(content, mediaType: "application/pdf") }
            }
            return try await group.reduce(into: Set<ObjectReference>()) { $0.insert($1) }
        }
        #expect(references.count == 1)
        let reference = try #require(references.first)
        #expect(try await stores[0].read(reference) == content)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "tmp").path).isEmpty)
    }

    @Test("shows neither the content nor its hash in an encrypted store")
    func encrypted() async throws {
        let store = try store(key: Self.key)
        let content = Data("A letter about nobody".utf8)
        let reference = try await store.put(content, mediaType: "text/plain")
        let stored = try Data(contentsOf: file(reference))
        #expect(stored.range(of: content) == nil)
        #expect(!reference.location.contains(reference.sha256))
    }

    @Test("notices every change to an encrypted object", arguments: ["flip", "cut", "cut a segment", "append", "swap"])
    func tampered(how: String) async throws {
        let store = try store(key: Self.key)
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
        let store = try store(key: Self.key)
        let reference = try await store.put(bytes(1000), mediaType: "text/plain")
        let other = try await store.put(Data(count: 1000), mediaType: "text/plain")
        try Data(contentsOf: file(other)).write(to: file(reference))
        let reader = try store.open(reference)
        let error = #expect(throws: DocumentStoreError.self) { try reader.next() }
        #expect(error?.code == "object-damaged")
    }

    @Test("notices a change to a plain object, and that one is gone")
    func plainDamage() async throws {
        let store = try store()
        let reference = try await store.put(bytes(1000), mediaType: "text/plain")
        var stored = try Data(contentsOf: file(reference))
        stored[10] ^= 1
        try stored.write(to: file(reference))
        let damaged = await #expect(throws: DocumentStoreError.self) { try await store.read(reference) }
        #expect(damaged?.code == "object-damaged")
        try FileManager.default.removeItem(at: file(reference))
        let missing = await #expect(throws: DocumentStoreError.self) { try await store.read(reference) }
        #expect(missing == .missing(location: reference.location))
    }

    @Test("remembers how it was begun")
    func remembers() throws {
        _ = try store(key: Self.key)
        #expect(throws: DocumentStoreError.wrongKey("the document store is encrypted: give its key")) { try store() }
        #expect(throws: DocumentStoreError.wrongKey("the document store was begun with another key")) {
            try store(key: String(repeating: "a0", count: 32))
        }
        _ = try store(key: Self.key)
    }

    @Test("does not take a key for one that was begun plain")
    func plain() throws {
        #expect(try store().isPlain)
        let error = #expect(throws: DocumentStoreError.self) { try store(key: Self.key) }
        #expect(error?.code == "documents-wrong-key")
    }

    @Test("removes what a process that is gone left half-written, and leaves the others' work alone")
    func sweeps() throws {
        _ = try store()
        let temporaries = folder.appending(path: "tmp")
        let gone = temporaries.appending(path: "999999999-half")
        let mine = temporaries.appending(path: "\(ProcessInfo.processInfo.processIdentifier)-half")
        try Data("half".utf8).write(to: gone)
        try Data("half".utf8).write(to: mine)
        _ = try store()
        #expect(!FileManager.default.fileExists(atPath: gone.path))
        #expect(FileManager.default.fileExists(atPath: mine.path))
    }

    @Test("refuses to read more at once than it was asked for")
    func limit() async throws {
        let store = try store()
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
