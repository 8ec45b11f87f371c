import Documents
import Foundation
import Letters
import TestSupport
import Testing

@Suite("meshpost store", .enabled(if: ProductDirectory.executable("meshpost") != nil, "meshpost is not built"))
struct StoreTests {
    private static let key = String(repeating: "2d", count: 32)

    private func withStore(_ body: (URL, DocumentStore) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "verify-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder, try DocumentStore(folder, key: StoreKey(text: Self.key)))
    }

    private func verify(_ folder: URL, key: String = key) async throws -> (status: Int32, text: String) {
        try await OperatorTool().run(
            "store", "verify", settings: ["DOCUMENTS_URL": folder.absoluteString, "DOCUMENTS_KEY": key])
    }

    @Test("verify reads every object of a store that is in use, and finds nothing wrong with it")
    func whole() async throws {
        try await withStore { folder, store in
            for size in [10, 5000, 2_000_000] { _ = try await store.put(Data(count: size), mediaType: "text/plain") }
            let answer = try await verify(folder)
            #expect(answer.status == 0, "\(answer.text)")
            #expect(answer.text == "3 objects were read.\nNothing is damaged.\n")
            let other = try await verify(folder, key: String(repeating: "1a", count: 32))
            #expect(other.status == 78 && other.text.contains("DOCUMENTS_KEY_FILE does not fit"), "\(other.text)")
        }
    }

    @Test("verify names what is damaged by the name of its content, and ends with 1")
    func damaged() async throws {
        try await withStore { folder, store in
            let small = try await store.put(Data("A letter about nobody".utf8), mediaType: "text/plain")
            let large = try await store.put(Data(count: 2_000_000), mediaType: "text/plain")
            let segments = folder.appending(path: "segments")
            let segment = segments.appending(
                path: try #require(try FileManager.default.contentsOfDirectory(atPath: segments.path).first))
            for file in [segment, folder.appending(path: large.location)] {
                var bytes = try Data(contentsOf: file)
                bytes[bytes.count - 10] ^= 1
                try bytes.write(to: file)
            }
            let answer = try await verify(folder)
            #expect(answer.status == 1, "\(answer.text)")
            for reference in [small, large] {
                #expect(answer.text.contains("DAMAGED the object \(reference.location) is damaged"), "\(answer.text)")
            }
            #expect(answer.text.contains("2 things are damaged") && !answer.text.contains("nobody"))
        }
    }
}
