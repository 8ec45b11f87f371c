import Foundation
import HTTP
import Synchronization

/// An object received from a bucket: held in memory up to 1 MiB, then in a draft file, so that memory does not grow
/// with it.
final class ReceivedObject: HTTPBodySink {
    private struct State: Sendable {
        var bytes = Data()
        var draft: FileWork.Draft?
    }

    private let folder: String
    private let state = Mutex(State())

    /// - Parameter folder: for drafts, with a slash at its end.
    init(draftsIn folder: String) { self.folder = folder }

    deinit { discard() }

    /// Removes the draft's file at once, because this value may be held for a while.
    func discard() { state.withLock { $0.draft?.discard() } }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        try state.withLock { state in
            state.bytes.append(contentsOf: bytes)
            guard state.bytes.count > SealedSegments.segmentSize else { return }
            let draft = try state.draft ?? FileWork.Draft(in: folder)
            state.draft = draft
            try draft.output.write(state.bytes)
            state.bytes = Data()
        }
    }

    /// Returns the received bytes, to be read from their beginning.
    ///
    /// - Parameter name: the place's name in messages for people.
    /// - Throws: `.notRead` when this machine could not store the bytes.
    func input(_ name: String) throws(DocumentStoreError) -> FileWork.Input {
        try state.withLock { state throws(DocumentStoreError) in
            guard let draft = state.draft else { return FileWork.Input(held: state.bytes, path: name) }
            do throws(DocumentStoreError) {
                try draft.output.write(state.bytes)
            } catch {
                throw .notRead(why: "\(error)")
            }
            do throws(FileWork.Input.Failure) {
                let input = try FileWork.Input(draft.path)
                // The open descriptor keeps the file readable after its name is removed.
                draft.discard()
                return input
            } catch {
                throw .notRead(why: "a draft in \(folder) was removed while it was written")
            }
        }
    }
}
