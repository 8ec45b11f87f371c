import Foundation
import Glibc

/// A file of lines from which a practice's memory is restored. A line counts once it is synchronised to the disk.
final class Diary {
    private let descriptor: Int32

    /// The error that the diary cannot be opened or written.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Opens the diary, and drops a last line that a crash cut off.
    ///
    /// - Returns: The diary, and the entries in it.
    static func open(_ file: URL) throws -> (diary: Diary, entries: [PracticeMemory.Entry]) {
        let descriptor = Glibc.open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure(description: "\(file.path) cannot be opened: errno \(errno)") }
        let diary = Diary(descriptor)
        let data = try Data(contentsOf: file)
        let end = data.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        guard ftruncate(descriptor, off_t(end)) == 0, lseek(descriptor, 0, SEEK_END) >= 0 else {
            throw Failure(description: "\(file.path) cannot be written: errno \(errno)")
        }
        let decoder = JSONDecoder()
        let entries = try data[..<end].split(separator: UInt8(ascii: "\n")).map {
            try decoder.decode(PracticeMemory.Entry.self, from: $0)
        }
        return (diary, entries)
    }

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Writes a line and returns after it is synchronised to the disk.
    func write(_ entry: PracticeMemory.Entry) throws {
        var line = try JSONEncoder().encode(entry)
        line.append(UInt8(ascii: "\n"))
        var rest = line[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Failure(description: "the diary cannot be written: errno \(errno)") }
            rest = rest.dropFirst(count)
        }
        guard fdatasync(descriptor) == 0 else {
            throw Failure(description: "the diary cannot be synced: errno \(errno)")
        }
    }
}
