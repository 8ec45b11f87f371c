public import Foundation

/// What lies in one of the client's folders, by pairs.
public struct FolderListing: Sendable {
    /// A file of a pair.
    public struct File: Sendable, Equatable {
        public var url: URL
        /// When its content last changed.
        public var modified: Date
        /// In bytes.
        public var size: Int
    }

    /// What there is of a pair.
    public struct Pair: Sendable {
        public var name: PairName
        public var data: File?
        public var control: File?

        /// When the younger of its files was written.
        public var modified: Date { max(data?.modified ?? .distantPast, control?.modified ?? .distantPast) }
    }

    /// By their names; both names of a pair that differ in their extension's case are one pair.
    public let pairs: [PairName: Pair]

    /// Looks at a folder; one that is not there is empty.
    ///
    /// - Throws: `CocoaError` for a folder that may not be read.
    public init(of folder: URL) throws {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        } catch CocoaError.fileReadNoSuchFile {
            names = []
        }
        var pairs: [PairName: Pair] = [:]
        for file in names {
            guard let (name, part) = PairName.split(file) else { continue }
            let url = folder.appending(path: file)
            var status = stat()
            // It may have left since the folder was read.
            guard lstat(url.path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
            let modified = Date(
                timeIntervalSince1970: Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9)
            let found = File(url: url, modified: modified, size: Int(status.st_size))
            switch part {
            case .data: pairs[name, default: Pair(name: name)].data = found
            case .control: pairs[name, default: Pair(name: name)].control = found
            }
        }
        self.pairs = pairs
    }

    /// The oldest first.
    public var inOrder: [Pair] { pairs.values.sorted { ($0.modified, $0.name.stem) < ($1.modified, $1.name.stem) } }
}
