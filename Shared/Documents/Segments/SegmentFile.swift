import Foundation

/// A segment's file: its name says when it was begun, so that names are in that order, and bears its id, with which all
/// its checksums are made. It must not be renamed.
struct SegmentFile: Hashable, Sendable {
    static let suffix = ".segment"
    /// What a segment begins with: magic, id, zeros.
    static let headerSize = 64

    /// With a slash at its end.
    let folder: String
    let name: String
    let id: UUID

    var path: String { folder + name }

    /// Nil for a file that is no segment.
    init?(_ name: String, in folder: String) {
        guard name.hasSuffix(Self.suffix),
            let id = UUID(uuidString: String(name.dropLast(Self.suffix.count).suffix(36)))
        else { return nil }
        self.folder = folder
        self.name = name
        self.id = id
    }

    /// A new one.
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
