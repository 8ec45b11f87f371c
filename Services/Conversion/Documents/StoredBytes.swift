import Documents
import Foundation
import Letters
import XML

extension DocumentStore {
    /// The largest object kept in memory, in bytes (1 MiB); a larger one is read from the store each time.
    private static let held = 1 << 20

    /// Returns an object's bytes, with bounded memory whatever its size.
    func bytes(_ reference: ObjectReference) async throws(DocumentStoreError) -> Bytes {
        guard reference.size > Self.held else { return Bytes(try await read(reference)) }
        let start = try await open(reference).next()?.prefix(1024) ?? Data()
        return Bytes(count: reference.size, start: Data(start), name: reference.sha256) { sink in
            let reader = try self.openAndWait(reference)
            while let piece = try reader.next() { try sink(piece) }
        }
    }
}
