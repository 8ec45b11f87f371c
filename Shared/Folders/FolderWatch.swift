public import Foundation
import Glibc

/// Reports changes in one or several folders (inotify(7)). One thread waits in the kernel; there is no polling.
public final class FolderWatch: Sendable {
    /// Why a folder cannot be watched, and what to do.
    public struct CannotWatch: Error, CustomStringConvertible {
        public let description: String

        /// - Parameter description: a sentence without the folder's name.
        public init(description: String) { self.description = description }
    }

    /// Yields once for any number of changes that came together.
    public let changes: AsyncStream<Void>
    private let descriptor: Int32
    private let stopper: Int32

    /// Watches a folder. An overflow of the kernel's queue also counts as a change, because the consumer reads the
    /// whole folder.
    ///
    /// - Throws: `CannotWatch`.
    public convenience init(_ folder: URL) throws { try self.init([folder]) }

    /// Watches several folders as one.
    ///
    /// - Throws: `CannotWatch`.
    public init(_ folders: [URL]) throws {
        let descriptor = inotify_init1(Int32(IN_CLOEXEC))
        guard descriptor >= 0 else {
            throw CannotWatch(description: "no more watches are allowed: raise fs.inotify.max_user_instances")
        }
        let events = UInt32(IN_MOVED_TO | IN_MOVED_FROM | IN_CLOSE_WRITE | IN_DELETE)
        for folder in folders {
            guard inotify_add_watch(descriptor, folder.path, events) >= 0 else {
                let words = String(cString: strerror(errno))
                close(descriptor)
                throw CannotWatch(description: "the folder cannot be watched: \(words)")
            }
        }
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else {
            close(descriptor)
            throw CannotWatch(description: "no more files may be opened")
        }
        let reader = ends[0]
        stopper = ends[1]
        self.descriptor = descriptor
        let (changes, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.changes = changes
        let thread = Thread { Self.listen(descriptor, reader, continuation) }
        thread.name = "folder watch"
        thread.start()
    }

    deinit { close(stopper) }

    private static func listen(_ descriptor: Int32, _ stopper: Int32, _ changes: AsyncStream<Void>.Continuation) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            var files = [
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: stopper, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&files, 2, -1) >= 0 || errno == EINTR else { break }
            if files[1].revents != 0 { break }
            guard files[0].revents != 0 else { continue }
            guard read(descriptor, &buffer, buffer.count) > 0 else { continue }
            changes.yield()
        }
        close(descriptor)
        close(stopper)
        changes.finish()
    }
}
