import Crypto
public import Foundation
import Letters

/// Reads one object from beginning to end, at most 1 MiB at a time, and verifies its hash at the end.
///
/// It blocks, and it is used by one thread at a time; which one may change.
public final class ObjectReader: @unchecked Sendable {
    private let reference: ObjectReference
    private let path: String
    private let file: FileWork.Input
    private var hash = SHA256()
    private var count = 0
    private var segments: SealedSegments?
    private var isDone = false

    init(_ reference: ObjectReference, store: DocumentStore) throws(DocumentStoreError) {
        self.reference = reference
        guard Self.isPlace(reference.location) else { throw .missing(location: reference.location) }
        let path = store.path(reference.location)
        self.path = path
        do throws(FileWork.Input.Failure) {
            file = try FileWork.Input(path)
        } catch {
            switch error {
            case .absent: throw store.absence(of: reference.location)
            case .broken: throw .damaged(location: reference.location, why: "it is no file")
            case .machine(let number): throw .notRead(why: FileWork.sentence(number, path))
            }
        }
        guard let key = store.key else { return }
        let beginning = try read(SealedSegments.beginningSize)
        segments = try SealedSegments(key, beginning: beginning, location: reference.location) {
            count throws(DocumentStoreError) in try read(count)
        }
    }

    /// What an object's place may look like: nothing else is looked for on the disk.
    private static func isPlace(_ location: String) -> Bool {
        location.utf8.count <= 200 && !location.contains("..") && !location.utf8.contains(0)
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
        let bytes = try read(SealedSegments.segmentSize + tag)
        isDone = file.isAtEnd
        return try segments?.open(bytes, isLast: isDone, location: reference.location) ?? bytes
    }

    private func read(_ count: Int) throws(DocumentStoreError) -> Data {
        do throws(FileWork.Input.Failure) {
            return try file.read(upTo: count)
        } catch {
            switch error {
            case .machine(let number): throw .notRead(why: FileWork.sentence(number, path))
            case .absent, .broken: throw .damaged(location: reference.location, why: "it is cut short")
            }
        }
    }
}
