import Crypto
import Foundation
public import Letters
import Synchronization

/// Writes one object piece by piece, so that memory does not grow with it; nothing is there before `finish`.
///
/// Writing blocks, and it is used by one thread at a time; which one may change. An object that is not finished leaves
/// nothing behind.
public final class ObjectWriter: @unchecked Sendable {
    private let store: DocumentStore
    private let mediaType: String
    private let draft: FileWork.Draft
    private var hash = SHA256()
    private var size = 0
    private var buffer = Data()
    private var segments: SealedSegments?
    private var ended: ObjectReference?
    private var isFinished = false

    init(_ store: DocumentStore, mediaType: String) throws(DocumentStoreError) {
        self.store = store
        self.mediaType = mediaType
        draft = try FileWork.Draft(in: store.temporaries)
        segments = store.key.map { SealedSegments($0) }
        if let segments { try draft.output.write(segments.header) }
    }

    deinit { if !isFinished { draft.discard() } }

    /// Takes the next bytes.
    ///
    /// - Throws: `DocumentStoreError.notWritten`.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        hash.update(bufferPointer: bytes)
        size += bytes.count
        buffer.append(contentsOf: bytes)
        // One segment is held back, because the last is sealed as such.
        while buffer.count > SealedSegments.segmentSize {
            let piece = buffer.prefix(SealedSegments.segmentSize)
            try put(piece, last: nil)
            buffer = Data(buffer.dropFirst(SealedSegments.segmentSize))
        }
    }

    private func put(_ piece: Data, last location: String?) throws {
        guard let sealed = try segments?.seal(piece, last: location) else { return try draft.output.write(piece) }
        try draft.output.write(sealed)
    }

    /// Says that there are no more bytes, and gives the reference that the object has once it is finished.
    ///
    /// - Throws: `DocumentStoreError.notWritten`.
    public func end() throws -> ObjectReference {
        if let ended { return ended }
        let digest = Data(hash.finalize())
        let reference = ObjectReference(
            sha256: digest.hexadecimal, size: size, mediaType: mediaType, location: store.location(digest))
        try put(buffer, last: reference.location)
        ended = reference
        buffer = Data()
        return reference
    }

    /// Brings the object to the disk under the name of its content.
    ///
    /// - Throws: `DocumentStoreError.notWritten`.
    @discardableResult
    public func finish() async throws(DocumentStoreError) -> ObjectReference {
        try await store.onWorker { [self] in
            let reference = try end()
            if store.contains(reference) {
                draft.discard()
                try store.makeNameLast(reference.location)
            } else {
                try draft.synchronise()
                try store.keep(draft, as: reference.location)
            }
            isFinished = true
            return reference
        }
    }

    /// Brings all these objects to the disk, at the same time.
    ///
    /// - Throws: `DocumentStoreError.notWritten`.
    public static func finish(_ all: [ObjectWriter]) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in all { group.addTask { try await writer.finish() } }
            try await group.waitForAll()
        }
    }
}
