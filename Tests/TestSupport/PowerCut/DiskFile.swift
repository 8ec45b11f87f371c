import Foundation

/// The content of a file in the disk model: the synchronised content, and the changes made since.
struct DiskFile {
    private enum Change {
        case write(Int, Data)
        case resize(Int)
    }

    let isFolder: Bool
    let mode: UInt32
    /// True for SQLite's `-shm` file, whose content SQLite rebuilds after a crash, so that it need not be synchronised.
    var isIndex = false
    /// The content at the last fsync(2) or fdatasync(2).
    private(set) var sure = Data()
    private var changes: [(time: Int, change: Change)] = []

    /// Bytes that a disk writes atomically: the smallest sector size in use.
    static let sector = 512

    init(isFolder: Bool, mode: UInt32, sure: Data = Data()) {
        self.isFolder = isFolder
        self.mode = mode
        self.sure = sure
    }

    var isSure: Bool { changes.isEmpty }

    mutating func write(_ bytes: Data, at offset: Int, time: Int) { changes.append((time, .write(offset, bytes))) }
    mutating func resize(to size: Int, time: Int) { changes.append((time, .resize(size))) }

    /// Makes changes durable.
    ///
    /// - Parameter time: Changes made before this time are on the disk.
    mutating func synchronise(before time: Int) {
        let count = changes.prefix { $0.time < time }.count
        for (_, change) in changes.prefix(count) { Self.apply(change, to: &sure) }
        changes.removeFirst(count)
    }

    /// The content as processes see it.
    var now: Data {
        var content = sure
        for (_, change) in changes { Self.apply(change, to: &content) }
        return content
    }

    /// Returns a content that the disk may hold after a power cut. Of each change since the last synchronisation it has
    /// all, nothing or some sectors, independent of earlier changes. Gaps are filled with zeros.
    func survivor(_ chance: PowerCut.Chance, _ draw: inout SplitMix) -> Data {
        switch chance {
        case .nothing: return sure
        case .everything: return now
        case .some:
            var content = sure
            for (_, change) in changes {
                switch (change, Int.random(in: 0..<3, using: &draw)) {
                case (_, 0): break
                case (.write(let offset, let bytes), 1):
                    for piece in Self.sectors(of: bytes, at: offset) where Bool.random(using: &draw) {
                        Self.apply(piece, to: &content)
                    }
                default: Self.apply(change, to: &content)
                }
            }
            return content
        }
    }

    private static func sectors(of bytes: Data, at offset: Int) -> [Change] {
        stride(from: offset / sector * sector, to: offset + bytes.count, by: sector).map { start in
            let range = max(start, offset)..<min(start + sector, offset + bytes.count)
            let first = bytes.startIndex + range.lowerBound - offset
            return .write(range.lowerBound, Data(bytes[first..<(first + range.count)]))
        }
    }

    private static func apply(_ change: Change, to content: inout Data) {
        switch change {
        case .resize(let size):
            if size < content.count {
                content = Data(content.prefix(size))
            } else {
                content.append(Data(count: size - content.count))
            }
        case .write(let offset, let bytes):
            let end = offset + bytes.count
            if end > content.count { content.append(Data(count: end - content.count)) }
            content.withUnsafeMutableBytes { content in
                let place = UnsafeMutableRawBufferPointer(rebasing: content[offset..<end])
                bytes.withUnsafeBytes { place.copyMemory(from: $0) }
            }
        }
    }
}
