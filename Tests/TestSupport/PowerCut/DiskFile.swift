import Foundation

/// The content of a file: what is on the disk for sure, and what was changed since.
struct DiskFile {
    private enum Change {
        case write(Int, Data)
        case resize(Int)
    }

    let isFolder: Bool
    let mode: UInt32
    /// Of SQLite's write-ahead log, whose content counts for nothing.
    var isIndex = false
    /// As of the last fsync(2) or fdatasync(2).
    private(set) var sure = Data()
    private var changes: [(time: Int, change: Change)] = []

    /// What a disk writes as one: the smallest sector that there is.
    static let sector = 512

    init(isFolder: Bool, mode: UInt32, sure: Data = Data()) {
        self.isFolder = isFolder
        self.mode = mode
        self.sure = sure
    }

    var isSure: Bool { changes.isEmpty }

    mutating func write(_ bytes: Data, at offset: Int, time: Int) { changes.append((time, .write(offset, bytes))) }
    mutating func resize(to size: Int, time: Int) { changes.append((time, .resize(size))) }

    /// - Parameter time: what was changed before is on the disk.
    mutating func synchronise(before time: Int) {
        let count = changes.prefix { $0.time < time }.count
        for (_, change) in changes.prefix(count) { Self.apply(change, to: &sure) }
        changes.removeFirst(count)
    }

    /// As every process sees it.
    var now: Data {
        var content = sure
        for (_, change) in changes { Self.apply(change, to: &content) }
        return content
    }

    /// What a disk may hold after a power cut: of each change since the last synchronisation all, nothing, or some of its
    /// sectors, whatever became of those before. What lies between is zeros.
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
