import Crypto
import Dispatch
public import Foundation
public import Letters
import Synchronization

/// Letters' records, their documents and the message files: objects named by their content in a folder.
///
/// An object is on the disk, whole, before `put` returns: it is written to a temporary file, synchronised, renamed, and
/// its folder synchronised. Readers verify what they read. Several processes may use one store.
public final class DocumentStore: Sendable {
    let root: URL
    let key: StoreKey?
    /// True when what is stored is not encrypted.
    public var isPlain: Bool { key == nil }

    /// Blocking file work is done here and not on Swift's few cooperative threads.
    private let workers = DispatchQueue(label: "documents", attributes: .concurrent)
    /// With a slash at its end.
    let rootPath: String
    /// Folders whose names are known to last.
    private let lasting = Mutex<Set<String>>([])

    /// Opens a store, or begins one.
    ///
    /// - Parameters:
    ///   - url: `file:///path` of a folder that exists.
    ///   - key: nil for a plain store.
    /// - Throws: `.unusable`; `.wrongKey` when the store was begun otherwise.
    public init(_ url: URL, key: StoreKey?) throws(DocumentStoreError) {
        guard url.isFileURL else { throw .unusable(path: url.absoluteString, why: "it is not a file:// address") }
        root = url.standardizedFileURL
        rootPath = root.path.hasSuffix("/") ? root.path : root.path + "/"
        self.key = key
        try begin()
        sweep()
    }

    /// Where drafts lie.
    var temporaries: String { "\(rootPath)tmp/" }

    /// Where the object of this location lies.
    func path(_ location: String) -> String { rootPath + location }

    /// Where an object of this hash lies. In an encrypted store the name is a keyed hash, so that whoever lists the
    /// folder cannot tell whether a document that he has is in it.
    func location(_ digest: Data) -> String {
        let name =
            key.map { Data(HMAC<SHA256>.authenticationCode(for: digest, using: $0.naming)).hexadecimal }
            ?? digest.hexadecimal
        return "\(name.prefix(2))/\(name)"
    }

    /// Stores the bytes and returns when they are on the disk.
    ///
    /// - Parameter mediaType: the IANA media type of the plain bytes.
    public func put(_ bytes: Data, mediaType: String) async throws(DocumentStoreError) -> ObjectReference {
        try await onWorker { [self] in
            let digest = Data(SHA256.hash(data: bytes))
            let reference = ObjectReference(
                sha256: digest.hexadecimal, size: bytes.count, mediaType: mediaType, location: location(digest))
            guard !isThere(reference.location) else {
                try makeNameLast(reference.location)
                return reference
            }
            let draft = try FileWork.Draft(in: temporaries)
            do {
                try write(bytes, to: draft.output, reference.location)
                try draft.synchronise()
                try keep(draft, as: reference.location)
            } catch {
                draft.discard()
                throw error
            }
            return reference
        }
    }

    /// Begins an object whose bytes come piece by piece.
    ///
    /// - Parameter mediaType: the IANA media type of the plain bytes.
    /// - Throws: `.notWritten`.
    public func writer(mediaType: String) throws(DocumentStoreError) -> ObjectWriter {
        try ObjectWriter(self, mediaType: mediaType)
    }

    /// Writes what the body gives to its sink, piece by piece, so that memory does not grow with it, and does not wait for
    /// the disk: the object is there once the writer is finished.
    ///
    /// - Parameter mediaType: the IANA media type of the plain bytes.
    /// - Throws: `.notWritten`, and what `DocumentStoreError` the body throws.
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

    private func write(_ bytes: Data, to file: FileWork.Output, _ location: String) throws {
        guard let key else { return try file.write(bytes) }
        var segments = SealedSegments(key)
        try file.write(segments.header)
        var rest = bytes[...]
        repeat {
            let plain = rest.prefix(SealedSegments.segmentSize)
            rest = rest.dropFirst(plain.count)
            try file.write(try segments.seal(plain, last: rest.isEmpty ? location : nil))
        } while !rest.isEmpty
    }

    private func isThere(_ location: String) -> Bool {
        access(path(location), F_OK) == 0
    }

    /// Gives a draft its name; whoever wrote it holds its lock until then.
    func keep(_ draft: FileWork.Draft, as location: String) throws(DocumentStoreError) {
        let folder = folder(of: location)
        try makeLast(folder)
        guard rename(draft.path, path(location)) == 0 else {
            let number = errno
            lasting.withLock { _ = $0.remove(folder) }
            throw .notWritten(why: FileWork.sentence(number, path(location)))
        }
        try makeNameLast(location)
    }

    private func folder(of location: String) -> String {
        let target = path(location)
        return target.lastIndex(of: "/").map { String(target[..<$0]) } ?? rootPath
    }

    /// Makes the name of an object outlast a power cut; another process may have given it just now.
    func makeNameLast(_ location: String) throws(DocumentStoreError) {
        try FileWork.synchronise(folder: folder(of: location))
    }

    /// Makes sure that a folder is there, and that its name outlasts a power cut, whichever process made it.
    private func makeLast(_ folder: String) throws(DocumentStoreError) {
        guard !lasting.withLock({ $0.contains(folder) }) else { return }
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw .notWritten(why: FileWork.sentence(errno, folder))
        }
        try FileWork.synchronise(folder: rootPath)
        lasting.withLock { _ = $0.insert(folder) }
    }

    /// The plain bytes, verified.
    ///
    /// - Parameter limit: refuses a longer object; 100 MB unless told.
    public func read(
        _ reference: ObjectReference, limit: Int = 100_000_000
    ) async throws(DocumentStoreError) -> Data {
        guard reference.size <= limit else {
            throw .tooLarge(location: reference.location, size: reference.size, limit: limit)
        }
        return try await onWorker { [self] in
            let reader = try ObjectReader(reference, store: self)
            var bytes = Data(capacity: reference.size)
            while let piece = try reader.next() { bytes.append(piece) }
            return bytes
        }
    }

    /// Reads an object piece by piece, so that memory does not grow with it. Use it from one thread at a time; it blocks.
    public func open(_ reference: ObjectReference) throws(DocumentStoreError) -> ObjectReader {
        try ObjectReader(reference, store: self)
    }

    public func contains(_ reference: ObjectReference) -> Bool { isThere(reference.location) }

    /// Writes, reads and removes a small object; for `--check`.
    public func check() async throws(DocumentStoreError) {
        try await onWorker { [self] in
            let probe = try FileWork.Draft(in: temporaries)
            defer { probe.discard() }
            try probe.output.write(Data("check".utf8))
            try probe.synchronise()
        }
    }

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

extension Data {
    /// Lower-case hexadecimal digits.
    var hexadecimal: String {
        func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }
        return String(unsafeUninitializedCapacity: 2 * count) { buffer in
            for (index, byte) in enumerated() {
                buffer[2 * index] = digit(byte >> 4)
                buffer[2 * index + 1] = digit(byte & 15)
            }
            return 2 * count
        }
    }
}
