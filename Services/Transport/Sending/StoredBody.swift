import Documents
import Foundation
import Letters
import Mesh
import Synchronization

/// A stored message file as the body of a send, read piece by piece while it leaves.
///
/// The last piece is given out only after the whole was found to be what was stored; MESH takes nothing that ends
/// early.
final class StoredBody: Sendable {
    private struct Position: Sendable {
        var reader: ObjectReader
        /// Where `piece` begins.
        var offset = 0
        var piece = Data()
    }

    private let documents: DocumentStore
    private let reference: ObjectReference
    private let isAllowed: @Sendable () -> Bool
    private let position: Mutex<Position?>

    /// - Parameter isAllowed: false stops the send where it is.
    /// - Throws: `DocumentStoreError` when the object is not there.
    init(
        _ reference: ObjectReference, in documents: DocumentStore, while isAllowed: @escaping @Sendable () -> Bool
    ) throws(DocumentStoreError) {
        self.documents = documents
        self.reference = reference
        self.isAllowed = isAllowed
        position = Mutex(Position(reader: try documents.open(reference)))
    }

    var body: MeshBody { MeshBody(size: reference.size) { try self.read($0, $1) } }

    private func read(_ offset: Int, _ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard isAllowed() else { throw CancellationError() }
        guard !buffer.isEmpty else { return 0 }
        return try position.withLock { held in
            var position = try held ?? Position(reader: documents.open(reference))
            if offset < position.offset { position = Position(reader: try documents.open(reference)) }
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
