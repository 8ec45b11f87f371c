import Foundation

/// Writing that survives a power cut.
enum FileWork {
    struct Output: Sendable {
        fileprivate let descriptor: Int32

        func write(_ data: Data) throws {
            try data.withUnsafeBytes { buffer in
                var rest = buffer[...]
                while !rest.isEmpty {
                    let count = Foundation.write(
                        descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                    if count < 0 && errno == EINTR { continue }
                    guard count > 0 else { throw DocumentStoreError.notWritten(why: words(errno)) }
                    rest = rest.dropFirst(count)
                }
            }
        }
    }

    /// A new file, readable by its owner only, while it is written.
    final class Draft: Sendable {
        let output: Output

        init(_ file: URL) throws {
            let descriptor = open(file.path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw DocumentStoreError.notWritten(why: words(errno)) }
            output = Output(descriptor: descriptor)
        }

        deinit { close(output.descriptor) }

        /// Waits until what was written is on the disk.
        func synchronise() throws {
            guard fsync(output.descriptor) == 0 else { throw DocumentStoreError.notWritten(why: words(errno)) }
        }
    }

    /// Writes a new file, readable by its owner only, and waits until it is on the disk.
    static func write(_ file: URL, _ body: (Output) throws -> Void) throws {
        let draft = try Draft(file)
        try body(draft.output)
        try draft.synchronise()
    }

    /// Makes the names in a folder last.
    static func synchronise(folder: URL) throws {
        let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw DocumentStoreError.notWritten(why: words(errno)) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw DocumentStoreError.notWritten(why: words(errno)) }
    }

    /// The system's words for an error number.
    static func words(_ number: Int32) -> String { String(cString: strerror(number)) }
}
