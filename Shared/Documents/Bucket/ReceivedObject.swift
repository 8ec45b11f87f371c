import Foundation
import HTTP
import Synchronization

/// An object on its way from a bucket: in memory while it is short, then in a draft, so that memory does not grow with it.
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

    /// Removes the draft's name, at once: whoever received the object may be held for a while yet.
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

    /// What was received, to be read from its beginning.
    ///
    /// - Parameter name: of the place, for people.
    /// - Throws: `.notRead` where this machine could not keep it.
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
                // It is read by its descriptor.
                draft.discard()
                return input
            } catch {
                throw .notRead(why: "a draft in \(folder) was removed while it was written")
            }
        }
    }
}
