import Foundation
import Letters
import Testing

@testable import Documents

@Suite("An object whose bytes come piece by piece")
struct ObjectWriterTests {
    private func withStore(_ kind: StoreKind, _ body: (DocumentStore, URL) async throws -> Void) async throws {
        try await withStoreFolder { folder in try await body(try kind.store(folder), folder) }
    }

    @Test(
        "is the same as one that was put at once", arguments: [0, 1, 1_048_576, 2_097_152, 2_500_000],
        StoreKind.allCases)
    func same(size: Int, kind: StoreKind) async throws {
        try await withStore(kind) { store, _ in
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

    @Test("is stored with others by one wait for the disk", arguments: StoreKind.allCases)
    func together(kind: StoreKind) async throws {
        try await withStore(kind) { store, folder in
            let contents = [10, 1_048_576, 1_048_577, 10].map(randomBytes)
            let writers = try contents.map { content in
                let writer = try store.writer(mediaType: "text/plain")
                try content.withUnsafeBytes { try writer.write($0) }
                return writer
            }
            let references = try writers.map { try $0.end() }
            try await ObjectWriter.finish(writers)
            let other = try kind.store(folder)
            for (content, reference) in zip(contents, references) {
                #expect(try await other.read(reference) == content)
            }
        }
    }

    @Test("leaves nothing behind when it is not finished", arguments: StoreKind.allCases)
    func unfinished(kind: StoreKind) async throws {
        try await withStore(kind) { store, folder in
            do {
                let writer = try store.writer(mediaType: "text/plain")
                try randomBytes(2_000_000).withUnsafeBytes { try writer.write($0) }
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: kind.drafts(folder).path).isEmpty)
        }
    }
}
