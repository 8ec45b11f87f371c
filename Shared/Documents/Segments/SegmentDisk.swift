import Foundation

/// The system calls of a segment's writer; tests replace them with a disk that is full or broken.
struct SegmentDisk: Sendable {
    /// pwrite(2): returns the number of bytes written, or -1 with `errno`.
    var write: @Sendable (_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Int
    /// fdatasync(2): returns 0, or -1 with `errno`.
    var synchronise: @Sendable (_ descriptor: Int32) -> Int32

    static let real = SegmentDisk(
        write: { pwrite($0, $1.baseAddress, $1.count, off_t($2)) }, synchronise: { fdatasync($0) })

    /// Writes all of `data`, in several calls if needed.
    ///
    /// - Returns: the number of bytes written, and the error number if that is not all.
    func write(_ data: Data, to descriptor: Int32, at offset: Int) -> (written: Int, error: Int32?) {
        data.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let count = write(descriptor, UnsafeRawBufferPointer(rebasing: buffer[done...]), offset + done)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return (done, count < 0 ? errno : ENOSPC) }
                done += count
            }
            return (done, nil)
        }
    }
}
