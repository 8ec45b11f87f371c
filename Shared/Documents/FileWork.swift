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

        init(_ file: String) throws {
            let descriptor = open(file, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
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
    static func write(_ file: String, _ body: (Output) throws -> Void) throws {
        let draft = try Draft(file)
        try body(draft.output)
        try draft.synchronise()
    }

    /// Makes the names in a folder last.
    static func synchronise(folder: String) throws {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw DocumentStoreError.notWritten(why: words(errno)) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw DocumentStoreError.notWritten(why: words(errno)) }
    }

    /// A file from its beginning to its end.
    final class Input {
        struct Failed: Error {}

        private let descriptor: Int32
        private var left: Int

        var isAtEnd: Bool { left == 0 }

        /// Nil when there is no such file, or it is none.
        init?(_ file: String) {
            descriptor = open(file, O_RDONLY | O_CLOEXEC)
            var status = stat()
            guard descriptor >= 0 else { return nil }
            guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
                close(descriptor)
                return nil
            }
            left = Int(status.st_size)
        }

        deinit { close(descriptor) }

        /// The next bytes, so many as there are left of this count.
        func read(upTo count: Int) throws -> Data {
            var data = Data(count: min(count, left))
            var done = 0
            while done < data.count {
                let got = data.withUnsafeMutableBytes { buffer in
                    Foundation.read(
                        descriptor, UnsafeMutableRawBufferPointer(rebasing: buffer[done...]).baseAddress,
                        buffer.count - done)
                }
                if got < 0 && errno == EINTR { continue }
                guard got > 0 else { throw Failed() }
                done += got
            }
            left -= done
            return data
        }
    }

    /// The system's words for an error number.
    static func words(_ number: Int32) -> String { String(cString: strerror(number)) }
}
