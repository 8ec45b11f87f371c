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
    /// The file of an object that does not go into a segment, or is too long for that.
    private var draft: FileWork.Draft?
    /// An object that goes into a segment, once it has ended; nil also where a segment has it already.
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

    /// Begins the object's file.
    private func begin() throws(DocumentStoreError) {
        let draft = try FileWork.Draft(in: store.place.drafts)
        self.draft = draft
        segments = store.form.key.map { SealedSegments($0) }
        if let segments { try draft.output.write(segments.header) }
    }

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

    /// Says that there are no more bytes, and gives the reference that the object has once it is finished.
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

    /// Brings the object to the disk under the name of its content.
    ///
    /// - Throws: `DocumentStoreError.notWritten`.
    @discardableResult
    public func finish() async throws(DocumentStoreError) -> ObjectReference {
        let reference = try await finishFile()
        if let stored { try await store.append([stored]) }
        isFinished = true
        return reference
    }

    /// Ends the object, and brings its file to the disk, where it has one.
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

    /// Brings all these objects to the disk, at the same time.
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
