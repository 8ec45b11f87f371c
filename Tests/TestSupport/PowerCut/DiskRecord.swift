import Foundation

/// A call that changed a file or a name, as recorded by the library in `Tests/CPowerCut` (format: `powercut.h`).
struct DiskRecord: Equatable {
    enum Kind: UInt32 {
        case create = 1, makeFolder, link, rename, unlink, write, resize, synchronise, synchroniseAll, unknown, begin
    }

    var kind: Kind
    var inode: UInt64 = 0
    /// Offset of a write, size of the file after a resize, or number of a synchronisation.
    var offset = 0
    var mode: UInt32 = 0o600
    var path = ""
    /// Second path of a rename or link; for `unknown`, the name of the call.
    var target = ""
    var bytes = Data()

    /// The error that the log ends within a record, or is not a log of the library.
    struct Broken: Error, CustomStringConvertible {
        var offset: Int
        var description: String { "the log of the disk is broken at \(offset)" }
    }

    private static let magic: UInt32 = 0x5443_574d
    private static let headSize = 40

    /// Reads all records of a log.
    ///
    /// - Throws: `Broken`.
    static func all(in log: Data) throws -> [DiskRecord] {
        try log.withUnsafeBytes { log in
            var records: [DiskRecord] = []
            var offset = 0
            while offset < log.count {
                guard offset + headSize <= log.count else { throw Broken(offset: offset) }
                func number<Value: FixedWidthInteger>(_ place: Int) -> Value {
                    log.loadUnaligned(fromByteOffset: offset + place, as: Value.self)
                }
                let lengths = [28, 32, 36].map { place -> Int in Int(number(place) as UInt32) }
                guard number(0) == magic, let kind = Kind(rawValue: number(4)),
                    offset + headSize + lengths.reduce(0, +) <= log.count
                else { throw Broken(offset: offset) }
                var end = offset + headSize
                let parts = lengths.map { length -> UnsafeRawBufferPointer in
                    defer { end += length }
                    return UnsafeRawBufferPointer(rebasing: log[end..<(end + length)])
                }
                records.append(
                    DiskRecord(
                        kind: kind, inode: number(8), offset: Int(number(16) as UInt64), mode: number(24),
                        path: String(decoding: parts[0], as: UTF8.self),
                        target: String(decoding: parts[1], as: UTF8.self), bytes: Data(parts[2])))
                offset = end
            }
            return records
        }
    }
}
