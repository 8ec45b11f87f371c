import Crypto
public import Foundation
import Letters

/// Reads one object from beginning to end, at most 1 MiB at a time, and verifies its hash at the end.
///
/// It blocks, and it is used by one thread at a time; which one may change.
public final class ObjectReader: @unchecked Sendable {
    private let reference: ObjectReference
    private let file: FileWork.Input
    private var hash = SHA256()
    private var count = 0
    private var segments: SealedSegments?
    private var isDone = false

    init(_ reference: ObjectReference, store: DocumentStore) throws(DocumentStoreError) {
        self.reference = reference
        guard !reference.location.contains(".."), let file = FileWork.Input(store.path(reference.location)) else {
            throw .missing(location: reference.location)
        }
        self.file = file
        if let key = store.key {
            let header = try Self.read(file, SealedSegments.headerSize, reference.location)
            segments = try SealedSegments(key, header: header, location: reference.location)
        }
    }

    /// The next bytes; nil after the last, which are given out only when the whole was found to be what was stored.
    ///
    /// - Throws: `.damaged` when the object is not what its reference says. What was given out before must then not be
    ///   used.
    public func next() throws(DocumentStoreError) -> Data? {
        guard !isDone else { return nil }
        let piece = try piece()
        hash.update(data: piece)
        count += piece.count
        guard isDone else { return piece }
        let digest = Data(hash.finalize()).hexadecimal
        guard digest == reference.sha256, count == reference.size else {
            throw .damaged(location: reference.location, why: "its content is not what was stored")
        }
        return piece.isEmpty ? nil : piece
    }

    private func piece() throws(DocumentStoreError) -> Data {
        let tag = segments == nil ? 0 : SealedSegments.tagSize
        let bytes = try Self.read(file, SealedSegments.segmentSize + tag, reference.location)
        isDone = file.isAtEnd
        return try segments?.open(bytes, isLast: isDone, location: reference.location) ?? bytes
    }

    private static func read(
        _ file: FileWork.Input, _ count: Int, _ location: String
    ) throws(DocumentStoreError) -> Data {
        do {
            return try file.read(upTo: count)
        } catch {
            throw .damaged(location: location, why: "it cannot be read from the disk")
        }
    }
}
