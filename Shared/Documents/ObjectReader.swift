import Crypto
public import Foundation
import Letters

/// Reads one object from beginning to end, at most 1 MiB at a time, and verifies its hash at the end.
///
/// Its methods block. One thread at a time may use it; which one may change.
public final class ObjectReader: @unchecked Sendable {
    private let location: String
    /// Nil when only the object's name is known.
    private let reference: ObjectReference?
    private let form: ObjectForm
    private let file: FileWork.Input
    private var hash = SHA256()
    private var count = 0
    private var segments: SealedSegments?
    private var isDone = false

    convenience init(_ reference: ObjectReference, store: DocumentStore) throws(DocumentStoreError) {
        guard Self.isPlace(reference.location) else { throw .missing(location: reference.location) }
        let file = try store.input(reference.location)
        try self.init(file, named: reference.location, form: store.form, reference: reference)
    }

    /// - Parameter reference: the size and hash that the content must have; without it the content must fit the name.
    init(
        _ file: FileWork.Input, named location: String, form: ObjectForm, reference: ObjectReference? = nil
    ) throws(DocumentStoreError) {
        self.file = file
        self.location = location
        self.form = form
        self.reference = reference
        guard let key = form.key else { return }
        let beginning = try read(SealedSegments.beginningSize)
        segments = try SealedSegments(key, beginning: beginning, location: location) {
            count throws(DocumentStoreError) in try read(count)
        }
    }

    /// Whether the text can be an object's location; any other text, which could lead out of the store, is not looked
    /// up.
    private static func isPlace(_ location: String) -> Bool {
        location.utf8.count <= 200 && !location.contains("..") && !location.utf8.contains(0)
    }

    /// Returns the next bytes; nil after the last. The last bytes are returned only after the whole object was
    /// verified.
    ///
    /// - Throws: `.damaged` when the object is not what its reference says; bytes returned before must then not be
    ///   used.
    public func next() throws(DocumentStoreError) -> Data? {
        guard !isDone else { return nil }
        let piece = try piece()
        hash.update(data: piece)
        count += piece.count
        guard isDone else { return piece }
        guard isRight(Data(hash.finalize())) else {
            throw .damaged(location: location, why: "its content is not what was stored")
        }
        return piece.isEmpty ? nil : piece
    }

    private func isRight(_ digest: Data) -> Bool {
        guard let reference else { return form.location(digest) == location }
        return digest.hexadecimal == reference.sha256 && count == reference.size
    }

    /// Reads and verifies the rest; returns the number of plain bytes of the object.
    func readThrough() throws(DocumentStoreError) -> Int {
        while try next() != nil {}
        return count
    }

    private func piece() throws(DocumentStoreError) -> Data {
        let tag = segments == nil ? 0 : SealedSegments.tagSize
        let bytes = try read(SealedSegments.segmentSize + tag)
        isDone = file.isAtEnd
        return try segments?.open(bytes, isLast: isDone, location: location) ?? bytes
    }

    private func read(_ count: Int) throws(DocumentStoreError) -> Data {
        do throws(FileWork.Input.Failure) {
            return try file.read(upTo: count)
        } catch {
            switch error {
            case .machine(let number): throw .notRead(why: FileWork.sentence(number, file.path))
            case .absent, .broken: throw .damaged(location: location, why: "it is cut short")
            }
        }
    }
}
