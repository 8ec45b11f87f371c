import Foundation
import Glibc

/// The lines on disk that a practice's memory is rebuilt from; a line counts once it is synced.
final class Diary {
    private let descriptor: Int32

    /// Why the diary can't be kept.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Opens it; a last line that a crash cut off is dropped.
    ///
    /// - Returns: with it, the entries so far.
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

    /// Writes a line and returns when it is on the disk.
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
