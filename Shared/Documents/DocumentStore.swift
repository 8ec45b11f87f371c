import Crypto
import Dispatch
public import Foundation
public import Letters

/// Stores letters' records, their documents and the message files as objects named by the hash of their content, in a
/// folder or in a bucket.
///
/// `put` returns only when the whole object is durable. In a folder, a new object goes into a segment, where concurrent
/// objects share one disk sync, or into a file of its own; both forms are read, whichever is used for new objects. In a
/// bucket each object is separate. Readers verify what they read. Several processes may use one store.
public final class DocumentStore: Sendable {
    /// The form in which new objects are stored.
    public enum Form: String, CaseIterable, Sendable {
        /// In segments; an object of more than 1 MiB becomes a file of its own.
        case segments
        /// Each in a file of its own.
        case files
    }

    let form: ObjectForm
    /// The form in which new objects are stored.
    public let newObjects: Form
    /// The place of objects that are stored separately, not in segments.
    let place: any ObjectPlace
    /// Nil in a bucket.
    let segments: SegmentFolder?
    /// Nil in a bucket.
    let writer: SegmentWriter?
    /// The form of new objects in one word: `segments`, `files` or `bucket`.
    public var kind: String { place is BucketPlace ? "bucket" : newObjects.rawValue }
    /// True when the stored objects are not encrypted.
    public var isPlain: Bool { form.key == nil }

    /// Runs blocking file work, which must not occupy Swift's few cooperative threads.
    private let workers = DispatchQueue(label: "documents", attributes: .concurrent)

    /// Opens a store, or creates one.
    ///
    /// - Parameters:
    ///   - url: `file:///path` of a folder that exists.
    ///   - key: the encryption key; nil for a plain store.
    ///   - form: the form of new objects; existing objects are read in either form.
    /// - Throws: `.unusable`; `.wrongKey` when `key` is not the one that the store was created with.
    public convenience init(_ url: URL, key: StoreKey?, form: Form = .segments) throws(DocumentStoreError) {
        try self.init(url, key: key, form: form, bounds: SegmentWriter.Bounds(), disk: .real)
    }

    init(
        _ url: URL, key: StoreKey?, form newObjects: Form = .segments, bounds: SegmentWriter.Bounds, disk: SegmentDisk
    ) throws(DocumentStoreError) {
        guard url.isFileURL else { throw .unusable(path: url.absoluteString, why: "it is not a file:// address") }
        let path = url.standardizedFileURL.path
        let root = path.hasSuffix("/") ? path : path + "/"
        let (form, place) = (ObjectForm(key: key), FolderPlace(root))
        let folder = SegmentFolder("\(root)segments/")
        let starting = SegmentStarting(root: root, temporaries: place.drafts, disk: disk) { name, bytes in
            form.isWhole(name, FileWork.Input(held: bytes, path: folder.path))
        }
        self.newObjects = newObjects
        self.form = form
        self.place = place
        segments = folder
        writer = SegmentWriter(folder, starting, bounds: bounds)
        try begin()
        do {
            try folder.refresh()
        } catch {
            throw .unusable(path: place.name, why: "\(error)")
        }
    }

    /// Opens a store in a bucket, or creates one. Blocks until the bucket has answered.
    ///
    /// - Throws: `.unusable`; `.wrongKey` when `key` is not the one that the store was created with.
    public convenience init(_ bucket: BucketSettings, key: StoreKey?) throws(DocumentStoreError) {
        try self.init(BucketPlace(bucket), key: key)
    }

    init(_ place: BucketPlace, key: StoreKey?) throws(DocumentStoreError) {
        newObjects = .files
        form = ObjectForm(key: key)
        self.place = place
        segments = nil
        writer = nil
        try begin()
    }

    /// The largest object, in bytes, that goes into a segment; for a longer one the disk sync is short compared with
    /// its writing.
    static let longestInSegment = SealedSegments.segmentSize

    /// Stores the bytes and returns when they are on the disk.
    ///
    /// - Parameter mediaType: the IANA media type of the plain bytes.
    /// - Throws: `.notWritten`.
    public func put(_ bytes: Data, mediaType: String) async throws(DocumentStoreError) -> ObjectReference {
        let objects = try await put([(bytes, mediaType)])
        return objects[0]
    }

    /// Stores several objects with one disk sync, and returns when all are durable.
    ///
    /// - Parameter objects: the bytes, and the IANA media type of each.
    /// - Throws: `.notWritten`; some of the objects may be stored then.
    public func put(
        _ objects: [(bytes: Data, mediaType: String)]
    ) async throws(DocumentStoreError) -> [ObjectReference] {
        var references: [ObjectReference] = []
        var new: [StoredObject] = []
        for (bytes, mediaType) in objects {
            let digest = Data(SHA256.hash(data: bytes))
            let reference = ObjectReference(
                sha256: digest.hexadecimal, size: bytes.count, mediaType: mediaType, location: form.location(digest))
            references.append(reference)
            if try goesIntoSegment(bytes.count, reference.location) {
                if let object = try stored(bytes, reference.location) { new.append(object) }
            } else {
                try await putFile(bytes, reference.location)
            }
        }
        try await append(new)
        return references
    }

    /// Whether an object of this size goes into a segment; false when it has a file already.
    func goesIntoSegment(_ count: Int, _ location: String) throws(DocumentStoreError) -> Bool {
        guard newObjects == .segments, count <= Self.longestInSegment else { return false }
        return try !place.has(location)
    }

    /// Returns the object in its stored form for a segment; nil when a segment has it already.
    func stored(_ bytes: Data, _ location: String) throws(DocumentStoreError) -> StoredObject? {
        if let name = ContentName(location: location), segments?.lasts(name) == true { return nil }
        do {
            return try form.stored(bytes, as: location)
        } catch let error as DocumentStoreError {
            throw error
        } catch {
            throw .notWritten(why: "\(type(of: error))")
        }
    }

    /// Appends the objects to a segment with one disk sync.
    func append(_ objects: [StoredObject]) async throws(DocumentStoreError) { try await writer?.append(objects) }

    private func putFile(_ bytes: Data, _ location: String) async throws(DocumentStoreError) {
        try await onWorker { [self] in
            guard try !place.has(location) else { return try place.makeLast(location) }
            let draft = try FileWork.Draft(in: place.drafts)
            do {
                try form.store(bytes, as: location) { try draft.output.write($0) }
                try place.keep(draft, as: location)
            } catch {
                draft.discard()
                throw error
            }
        }
    }

    /// Starts an object whose bytes are written piece by piece.
    ///
    /// - Parameter mediaType: the IANA media type of the plain bytes.
    /// - Throws: `.notWritten`.
    public func writer(mediaType: String) throws(DocumentStoreError) -> ObjectWriter {
        try ObjectWriter(self, mediaType: mediaType)
    }

    /// Writes the bytes that `body` passes to its sink, piece by piece, so that memory does not grow with them. It does
    /// not wait for the disk: the object is durable once the writer is finished.
    ///
    /// - Parameter mediaType: the IANA media type of the plain bytes.
    /// - Throws: `.notWritten`, and any `DocumentStoreError` that `body` throws.
    public func write(
        mediaType: String, _ body: @escaping @Sendable (_ sink: (Data) throws -> Void) throws -> Void
    ) async throws(DocumentStoreError) -> (writer: ObjectWriter, reference: ObjectReference) {
        let writer = try writer(mediaType: mediaType)
        let reference = try await onWorker {
            try body { piece in try piece.withUnsafeBytes { try writer.write($0) } }
            return try writer.end()
        }
        return (writer, reference)
    }

    /// Writes, reads and removes a small object; for `--check`.
    public func check() async throws(DocumentStoreError) { try await onWorker { [self] in try place.check() } }

    func onWorker<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) async throws(DocumentStoreError) -> Value {
        let result: Result<Value, DocumentStoreError> = await withCheckedContinuation { continuation in
            workers.async {
                do {
                    continuation.resume(returning: .success(try work()))
                } catch let error as DocumentStoreError {
                    continuation.resume(returning: .failure(error))
                } catch {
                    continuation.resume(returning: .failure(.notWritten(why: "\(type(of: error))")))
                }
            }
        }
        return try result.get()
    }
}
