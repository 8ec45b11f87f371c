import Crypto
import Foundation

/// Writing that survives a power cut, and reading that tells what is not there from what the machine does not give.
enum FileWork {
    struct Output: Sendable {
        let descriptor: Int32
        fileprivate let path: String

        func write(_ data: Data) throws(DocumentStoreError) {
            var done = 0
            while done < data.count {
                let count = data.withUnsafeBytes { buffer in
                    Foundation.write(
                        descriptor, UnsafeRawBufferPointer(rebasing: buffer[done...]).baseAddress, buffer.count - done)
                }
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { throw .notWritten(why: FileWork.sentence(errno, path)) }
                done += count
            }
        }
    }

    /// A new file, readable by its owner only, while it is written.
    ///
    /// Its writer holds a lock on it (flock(2)), by which others tell that it is wanted: the system drops the lock with
    /// the process, in whichever container that ran.
    final class Draft: Sendable {
        static let prefix = "draft-"
        let path: String
        let output: Output

        /// - Parameter folder: with a slash at its end.
        /// - Throws: `.notWritten`.
        init(in folder: String) throws(DocumentStoreError) {
            while true {
                let path = "\(folder)\(Self.prefix)\(UUID().uuidString)"
                let descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
                guard descriptor >= 0 else { throw .notWritten(why: FileWork.sentence(errno, path)) }
                while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
                var status = stat()
                // Whoever sweeps may have been faster than the lock; then the file is gone, and another is begun.
                if fstat(descriptor, &status) == 0, status.st_nlink > 0 {
                    self.path = path
                    output = Output(descriptor: descriptor, path: path)
                    return
                }
                close(descriptor)
            }
        }

        deinit { close(output.descriptor) }

        /// Waits until what was written is on the disk.
        func synchronise() throws(DocumentStoreError) {
            guard fsync(output.descriptor) == 0 else { throw .notWritten(why: FileWork.sentence(errno, path)) }
        }

        func discard() { unlink(path) }

        /// Removes a draft that nobody writes any more.
        static func sweep(_ path: String) {
            let descriptor = open(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
            guard descriptor >= 0 else { return }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
            close(descriptor)
        }
    }

    /// Makes the names in a folder last.
    static func synchronise(folder: String) throws(DocumentStoreError) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .notWritten(why: sentence(errno, folder)) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .notWritten(why: sentence(errno, folder)) }
    }

    /// The names in a folder; nil where the system does not tell them, with its error number.
    static func names(in folder: String) -> [String]? {
        guard let stream = opendir(folder) else { return nil }
        defer { closedir(stream) }
        var names: [String] = []
        errno = 0
        while let entry = readdir(stream) {
            names.append(
                withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
            errno = 0
        }
        return errno == 0 ? names : nil
    }

    /// An object as it is stored, in a file of its own or as the bytes of a record, from its beginning to its end.
    final class Input {
        enum Failure: Error {
            /// There is no such file.
            case absent
            /// There is something else, or it has fewer bytes than it had when it was opened.
            case broken
            /// A fault of the machine, by its error number, which says nothing about the file.
            case machine(Int32)
        }

        /// Where it lies, for people.
        let path: String
        private let descriptor: Int32
        /// Of a record: its bytes.
        private(set) var held = Data()
        private var left: Int

        var isAtEnd: Bool { left == 0 }

        /// - Parameter path: of the segment.
        init(held: Data, path: String) {
            self.path = path
            self.held = held
            descriptor = -1
            left = held.count
        }

        init(_ file: String) throws(Failure) {
            path = file
            descriptor = open(file, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
            guard descriptor >= 0 else { throw errno == ENOENT ? .absent : .machine(errno) }
            var status = stat()
            guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
                close(descriptor)
                throw .broken
            }
            left = Int(status.st_size)
        }

        deinit { if descriptor >= 0 { close(descriptor) } }

        /// The next bytes, so many as there are left of this count.
        func read(upTo count: Int) throws(Failure) -> Data {
            guard descriptor >= 0 else {
                let piece = held.dropFirst(held.count - left).prefix(count)
                left -= piece.count
                return piece
            }
            var data = Data(count: min(count, left))
            var done = 0
            while done < data.count {
                let got = data.withUnsafeMutableBytes { buffer in
                    Foundation.read(
                        descriptor, UnsafeMutableRawBufferPointer(rebasing: buffer[done...]).baseAddress,
                        buffer.count - done)
                }
                if got < 0 && errno == EINTR { continue }
                guard got >= 0 else { throw .machine(errno) }
                guard got > 0 else { throw .broken }
                done += got
            }
            left -= done
            return data
        }

        /// SHA-256 of what is left, in hexadecimal digits.
        func hash() throws(Failure) -> String {
            var hash = SHA256()
            while !isAtEnd { hash.update(data: try read(upTo: SealedSegments.segmentSize)) }
            return Data(hash.finalize()).hexadecimal
        }
    }
}

extension FileWork {
    /// The system's words for an error number, the path, whose it is, and who we are: what an operator needs to mend
    /// it.
    static func sentence(_ number: Int32, _ path: String) -> String {
        "\(String(cString: strerror(number))): \(ownership(path))"
    }

    /// Of the path, or of the nearest folder above it that can be looked at.
    static func ownership(_ path: String) -> String {
        var status = stat()
        var place = path
        while stat(place, &status) != 0 {
            guard let slash = place.lastIndex(of: "/"), place.count > 1 else { return place }
            place = slash == place.startIndex ? "/" : String(place[..<slash])
        }
        let mode = String(status.st_mode & 0o7777, radix: 8)
        return "\(place) belongs to \(user(status.st_uid)), mode 0\(mode), and this process runs as \(user(geteuid()))"
    }

    private static func user(_ number: uid_t) -> String {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 4096)
        guard getpwuid_r(number, &entry, &buffer, buffer.count, &found) == 0, let name = found?.pointee.pw_name else {
            return "user \(number)"
        }
        return "\(String(cString: name)) (\(number))"
    }
}
