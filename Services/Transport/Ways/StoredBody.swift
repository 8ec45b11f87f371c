import Documents
import Foundation
import HTTP
import Letters
import Mesh
import Synchronization

/// A stored message file as the body of a send, streamed from the document store.
///
/// The last piece is returned only after the hash of the whole file was verified; MESH does not accept a body that ends
/// early.
final class StoredBody: Sendable {
    private struct Position: Sendable {
        var reader: ObjectReader
        /// The offset of `piece` in the file, in bytes.
        var offset = 0
        var piece = Data()
    }

    private let documents: DocumentStore
    private let reference: ObjectReference
    private let isAllowed: @Sendable () -> Bool
    private let position: Mutex<Position?>
    private let broken = Mutex<(any Error)?>(nil)

    /// - Parameter isAllowed: called before each read; false aborts the send.
    /// - Throws: `DocumentStoreError` when the object is not there.
    init(
        _ reference: ObjectReference, in documents: DocumentStore, while isAllowed: @escaping @Sendable () -> Bool
    ) async throws(DocumentStoreError) {
        self.documents = documents
        self.reference = reference
        self.isAllowed = isAllowed
        position = Mutex(Position(reader: try await documents.open(reference)))
    }

    var body: HTTPBody { HTTPBody(size: reference.size) { try self.read($0, $1) } }

    /// Why the last read of the stored file failed, so that MESH cannot have the whole message; nil when it succeeded.
    var fault: (any Error)? { broken.withLock { $0 } }

    private func read(_ offset: Int, _ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard isAllowed() else { throw CancellationError() }
        guard !buffer.isEmpty else { return 0 }
        do {
            let count = try stored(offset, buffer)
            broken.withLock { $0 = nil }
            return count
        } catch {
            broken.withLock { $0 = error }
            throw error
        }
    }

    private func stored(_ offset: Int, _ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        try position.withLock { held in
            var position = try held ?? Position(reader: documents.openAndWait(reference))
            if offset < position.offset { position = Position(reader: try documents.openAndWait(reference)) }
            defer { held = position }
            while true {
                let start = offset - position.offset
                if start < position.piece.count {
                    let count = min(buffer.count, position.piece.count - start)
                    let from = position.piece.startIndex + start
                    position.piece.copyBytes(to: buffer, from: from..<from + count)
                    return count
                }
                position.offset += position.piece.count
                position.piece = Data()
                guard let next = try position.reader.next() else { return 0 }
                position.piece = next
            }
        }
    }
}
