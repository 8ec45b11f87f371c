import CZlib
import Foundation
import Renditions

extension Archive {
    /// The archive with other content for some of its entries, and with further ones; the first stays first, as OpenDocument demands of its
    /// media type.
    func replacing(_ contents: [String: Data]) throws(FaultFound) -> Data {
        var (archive, directory) = (Data(), Data())
        var all = entries
        for name in contents.keys where all[name] == nil {
            all[name] = Entry(method: 0, packed: 0, size: 0, offset: Int.max, checksum: 0)
        }
        for (name, entry) in all.sorted(by: { ($0.value.offset, $0.key) < ($1.value.offset, $1.key) }) {
            let offset = archive.count
            let head = try write(name, entry, contents[name], to: &archive)
            directory += Data([0x50, 0x4B, 1, 2]) + Self.number(20, 2) + head
            directory += Self.number(0, 2) + Self.number(0, 2) + Self.number(0, 2) + Self.number(0, 4)
            directory += Self.number(offset, 4) + Data(name.utf8)
        }
        let start = archive.count
        archive += directory
        archive += Data([0x50, 0x4B, 5, 6]) + Self.number(0, 4) + Self.number(all.count, 2)
        archive += Self.number(all.count, 2) + Self.number(directory.count, 4) + Self.number(start, 4)
        return archive + Self.number(0, 2)
    }

    /// - Returns: what the entry's head says in the directory as well: from its version to the length of its extra field.
    private func write(
        _ name: String, _ entry: Entry, _ content: Data?, to archive: inout Data
    ) throws(FaultFound) -> Data {
        var entry = entry
        var packed = content ?? Data()
        if content == nil { packed = Data(try self.packed(entry)) }
        if let content {
            let sum = content.withUnsafeBytes { crc32(0, $0.bindMemory(to: UInt8.self).baseAddress, UInt32($0.count)) }
            (entry.method, entry.packed, entry.size, entry.checksum) = (0, content.count, content.count, Int(sum))
        }
        var head = Self.number(20, 2) + Self.number(0x800, 2) + Self.number(entry.method, 2) + Self.number(0, 2)
        head += Self.number(0x21, 2) + Self.number(entry.checksum, 4) + Self.number(entry.packed, 4)
        head += Self.number(entry.size, 4) + Self.number(name.utf8.count, 2) + Self.number(0, 2)
        archive += Data([0x50, 0x4B, 3, 4]) + head + Data(name.utf8) + packed
        return head
    }

    private static func number(_ value: Int, _ count: Int) -> Data {
        Data((0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) })
    }
}
