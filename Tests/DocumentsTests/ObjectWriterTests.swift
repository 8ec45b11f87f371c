import Foundation
import Letters
import Testing

@testable import Documents

@Suite("An object whose bytes come piece by piece")
struct ObjectWriterTests {
    private func withStore(_ key: StoreKey?, _ body: (DocumentStore, URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "writer-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(try DocumentStore(folder, key: key), folder)
    }

    @Test(
        "is the same as one that was put at once", arguments: [0, 1, 1_048_576, 2_097_152, 2_500_000],
        [nil, String(repeating: "5a", count: 32)])
    func same(size: Int, key: String?) async throws {
        try await withStore(key.flatMap { StoreKey(text: $0) }) { store, _ in
            let content = Data((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 4) })
            let writer = try store.writer(mediaType: "text/plain")
            var rest = content[...]
            while !rest.isEmpty {
                try rest.prefix(70_001).withUnsafeBytes { try writer.write($0) }
                rest = rest.dropFirst(70_001)
            }
            let reference = try await writer.finish()
            #expect(try await store.read(reference) == content)
            #expect(try await store.put(content, mediaType: "text/plain") == reference)
        }
    }

    @Test("leaves nothing behind when it is not finished")
    func unfinished() async throws {
        try await withStore(nil) { store, folder in
            do {
                let writer = try store.writer(mediaType: "text/plain")
                try Data("half".utf8).withUnsafeBytes { try writer.write($0) }
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "tmp").path).isEmpty)
        }
    }
}
