import Foundation

/// An open file, closed when the last reference is released.
final class Descriptor: Sendable {
    let number: Int32
    let path: String
    /// The draft that closes the file; nil when this value closes it.
    private let owner: FileWork.Draft?

    /// - Throws: `.absent` when the file does not exist, `.machine` for every other error of the system.
    init(_ path: String, _ flags: Int32 = O_RDONLY) throws(FileWork.Input.Failure) {
        number = open(path, flags | O_CLOEXEC | O_NOFOLLOW)
        self.path = path
        owner = nil
        guard number >= 0 else { throw errno == ENOENT ? .absent : .machine(errno) }
    }

    /// The descriptor of a draft that is now stored under this path.
    init(of draft: FileWork.Draft, at path: String) {
        number = draft.output.descriptor
        self.path = path
        owner = draft
    }

    deinit { if number >= 0, owner == nil { close(number) } }

    func status() throws(FileWork.Input.Failure) -> stat {
        var status = stat()
        guard fstat(number, &status) == 0 else { throw .machine(errno) }
        return status
    }

    func size() throws(FileWork.Input.Failure) -> Int { Int(try status().st_size) }

    /// Reads exactly `count` bytes.
    ///
    /// - Throws: `.broken` when the file has fewer.
    func read(_ count: Int, at offset: Int) throws(FileWork.Input.Failure) -> Data {
        var data = Data(count: count)
        let failure = data.withUnsafeMutableBytes { read(into: $0, at: offset) }
        if let failure { throw failure }
        return data
    }

    private func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> FileWork.Input.Failure? {
        var done = 0
        while done < buffer.count {
            let got = pread(
                number, UnsafeMutableRawBufferPointer(rebasing: buffer[done...]).baseAddress, buffer.count - done,
                off_t(offset + done))
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else { return .machine(errno) }
            guard got > 0 else { return .broken }
            done += got
        }
        return nil
    }

    /// Reads the record header at an offset; nil when there is none.
    func header(at offset: Int, of segment: UUID) throws(FileWork.Input.Failure) -> RecordHeader? {
        guard offset >= SegmentFile.headerSize else { return nil }
        let result = withUnsafeTemporaryAllocation(byteCount: RecordHeader.size, alignment: 8) { buffer in
            read(into: buffer, at: offset).map { Result<RecordHeader?, FileWork.Input.Failure>.failure($0) }
                ?? .success(RecordHeader(UnsafeRawBufferPointer(buffer), at: offset, of: segment))
        }
        switch result {
        case .failure(.broken): return nil
        case .failure(let failure): throw failure
        case .success(let header): return header
        }
    }

    /// Takes the lock (flock(2)) that marks a segment as being written; false when another process holds it.
    func lock() -> Bool {
        while flock(number, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EINTR else { return false }
        }
        return true
    }
}

extension FileWork.Input.Failure {
    /// Converts the failure into an error of the store.
    ///
    /// - Parameter location: the location of the object that was read.
    func error(_ location: String, in path: String) -> DocumentStoreError {
        switch self {
        case .machine(let number): .notRead(why: FileWork.sentence(number, path))
        case .absent: .missing(location: location)
        case .broken: .damaged(location: location, why: "it is cut short")
        }
    }
}
