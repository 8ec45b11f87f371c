import Foundation

/// The file of a segment. Its name contains the time at which it was created, so that names sort by time, and the
/// segment's id, which is part of every checksum. Therefore it must not be renamed.
struct SegmentFile: Hashable, Sendable {
    static let suffix = ".segment"
    /// Size of the segment's header, in bytes: magic, id, zeros.
    static let headerSize = 64

    /// With a slash at its end.
    let folder: String
    let name: String
    let id: UUID

    var path: String { folder + name }

    /// Parses a file name; nil for a file that is not a segment.
    init?(_ name: String, in folder: String) {
        guard name.hasSuffix(Self.suffix),
            let id = UUID(uuidString: String(name.dropLast(Self.suffix.count).suffix(36)))
        else { return nil }
        self.folder = folder
        self.name = name
        self.id = id
    }

    /// Names a new segment.
    init(in folder: String) {
        self.folder = folder
        id = UUID()
        let milliseconds = String(Int(Date().timeIntervalSince1970 * 1000), radix: 16)
        let zeros = String(repeating: "0", count: max(0, 12 - milliseconds.count))
        name = "\(zeros)\(milliseconds)-\(id.uuidString.lowercased())\(Self.suffix)"
    }

    var header: Data {
        var data = Data("MPS1".utf8)
        withUnsafeBytes(of: id.uuid) { data.append(contentsOf: $0) }
        return data + Data(count: Self.headerSize - data.count)
    }
}
