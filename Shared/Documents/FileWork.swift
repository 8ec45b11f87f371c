import Crypto
import Foundation

/// File operations: writes that survive a power cut, and reads that distinguish a missing file from a fault of the
/// machine.
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

    /// A new file while it is being written, readable by its owner only.
    ///
    /// Its writer holds a lock on it (flock(2)), which shows other processes that it is in use. The kernel releases the
    /// lock when the process ends, in whichever container it runs.
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
                // A sweep may have removed the file before it was locked; then another one is created.
                if fstat(descriptor, &status) == 0, status.st_nlink > 0 {
                    self.path = path
                    output = Output(descriptor: descriptor, path: path)
                    return
                }
                close(descriptor)
            }
        }

        deinit { close(output.descriptor) }

        /// Waits until the written bytes are on the disk (fsync(2)).
        func synchronise() throws(DocumentStoreError) {
            guard fsync(output.descriptor) == 0 else { throw .notWritten(why: FileWork.sentence(errno, path)) }
        }

        func discard() { unlink(path) }

        /// Removes a draft unless a process holds its lock.
        static func sweep(_ path: String) {
            let descriptor = open(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
            guard descriptor >= 0 else { return }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
            close(descriptor)
        }
    }

    /// Makes the names in a folder durable (fsync(2) of the folder).
    static func synchronise(folder: String) throws(DocumentStoreError) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .notWritten(why: sentence(errno, folder)) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .notWritten(why: sentence(errno, folder)) }
    }

    /// Returns the names in a folder; nil when the system cannot list them, with the error in `errno`.
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

    /// Reads a stored object from beginning to end, from a file of its own or from the bytes of a record.
    final class Input {
        enum Failure: Error {
            /// The file does not exist.
            case absent
            /// It is not a regular file, or has fewer bytes than when it was opened.
            case broken
            /// A fault of the machine (error number), which says nothing about the file.
            case machine(Int32)
        }

        /// The object's path, for messages.
        let path: String
        private let descriptor: Int32
        /// A record's bytes; empty for a file.
        private(set) var held = Data()
        private var left: Int

        var isAtEnd: Bool { left == 0 }

        /// - Parameter path: the segment's path.
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

        /// Returns the next `count` bytes, or fewer at the end.
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

        /// SHA-256 of the remaining bytes, in hexadecimal digits.
        func hash() throws(Failure) -> String {
            var hash = SHA256()
            while !isAtEnd { hash.update(data: try read(upTo: SealedSegments.segmentSize)) }
            return Data(hash.finalize()).hexadecimal
        }
    }
}

extension FileWork {
    /// The system's text for an error number, the path, its owner, and the user of this process: what an operator needs
    /// to repair it.
    static func sentence(_ number: Int32, _ path: String) -> String {
        "\(String(cString: strerror(number))): \(ownership(path))"
    }

    /// Owner and mode of the path, or of the nearest parent folder that can be examined, and the user of this process.
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
