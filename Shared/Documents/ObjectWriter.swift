import Crypto
import Foundation
public import Letters
import Synchronization

/// Writes one object piece by piece, so that memory does not grow with it. The object exists only after `finish`.
///
/// Writing blocks. One thread at a time may use the writer; which one may change. An unfinished object leaves nothing
/// behind.
public final class ObjectWriter: @unchecked Sendable {
    private let store: DocumentStore
    private let mediaType: String
    /// The file of an object that does not go into a segment; nil until the object is known to be too long for one.
    private var draft: FileWork.Draft?
    /// The object for a segment, set by `end`; nil also when a segment has it already.
    private var stored: StoredObject?
    private var hash = SHA256()
    private var size = 0
    private var buffer = Data()
    private var segments: SealedSegments?
    private var ended: ObjectReference?
    private var isFinished = false

    init(_ store: DocumentStore, mediaType: String) throws(DocumentStoreError) {
        self.store = store
        self.mediaType = mediaType
        if store.newObjects == .files { try begin() }
    }

    deinit { if !isFinished { draft?.discard() } }

    /// Creates the object's file.
    private func begin() throws(DocumentStoreError) {
        let draft = try FileWork.Draft(in: store.place.drafts)
        self.draft = draft
        segments = store.form.key.map { SealedSegments($0) }
        if let segments { try draft.output.write(segments.header) }
    }

    /// Appends bytes.
    ///
    /// - Throws: `DocumentStoreError.notWritten`.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        hash.update(bufferPointer: bytes)
        size += bytes.count
        buffer.append(contentsOf: bytes)
        // One encryption segment is held back, because the last one is sealed differently.
        while buffer.count > SealedSegments.segmentSize {
            let piece = buffer.prefix(SealedSegments.segmentSize)
            if draft == nil { try begin() }
            try put(piece, last: nil)
            buffer = Data(buffer.dropFirst(SealedSegments.segmentSize))
        }
    }

    private func put(_ piece: Data, last location: String?) throws {
        guard let sealed = try segments?.seal(piece, last: location) else {
            return try draft?.output.write(piece) ?? ()
        }
        try draft?.output.write(sealed)
    }

    /// Ends the object's bytes and returns the reference that it has once it is finished.
    ///
    /// - Throws: `DocumentStoreError.notWritten`.
    public func end() throws -> ObjectReference {
        if let ended { return ended }
        let digest = Data(hash.finalize())
        let reference = ObjectReference(
            sha256: digest.hexadecimal, size: size, mediaType: mediaType, location: store.form.location(digest))
        if draft != nil {
            try put(buffer, last: reference.location)
        } else if try store.goesIntoSegment(size, reference.location) {
            stored = try store.stored(buffer, reference.location)
        }
        ended = reference
        buffer = Data()
        return reference
    }

    /// Makes the object durable under the name of its content.
    ///
    /// - Throws: `DocumentStoreError.notWritten`.
    @discardableResult
    public func finish() async throws(DocumentStoreError) -> ObjectReference {
        let reference = try await finishFile()
        if let stored { try await store.append([stored]) }
        isFinished = true
        return reference
    }

    /// Ends the object, and makes its file durable if it has one.
    private func finishFile() async throws(DocumentStoreError) -> ObjectReference {
        if let ended, draft == nil, stored != nil { return ended }
        return try await store.onWorker { [self] in
            let reference = try end()
            let isThere = try store.place.has(reference.location)
            if let draft, !isThere {
                try store.place.keep(draft, as: reference.location)
                isFinished = true
            } else {
                draft?.discard()
                if isThere { try store.place.makeLast(reference.location) }
            }
            return reference
        }
    }

    /// Makes all these objects durable, concurrently.
    ///
    /// - Throws: `DocumentStoreError.notWritten`.
    public static func finish(_ all: [ObjectWriter]) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in all { group.addTask { _ = try await writer.finishFile() } }
            try await group.waitForAll()
        }
        guard let store = all.first?.store else { return }
        try await store.append(all.compactMap(\.stored))
        for writer in all { writer.isFinished = true }
    }
}
