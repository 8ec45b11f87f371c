public import Foundation

/// The pairs in one of the client's folders.
public struct FolderListing: Sendable {
    /// A file of a pair.
    public struct File: Sendable, Equatable {
        public var url: URL
        /// The time of the last change to its content.
        public var modified: Date
        /// Size in bytes.
        public var size: Int
    }

    /// The files of a pair that are in the folder.
    public struct Pair: Sendable {
        public var name: PairName
        public var data: File?
        public var control: File?

        /// The modification time of the younger file.
        public var modified: Date { max(data?.modified ?? .distantPast, control?.modified ?? .distantPast) }
    }

    /// The pairs by name. Extensions are case-insensitive.
    public let pairs: [PairName: Pair]

    /// Lists a folder; a missing folder counts as empty.
    ///
    /// - Throws: `CocoaError` if the folder cannot be read.
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
            // The file may have been moved since the folder was listed.
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

    /// The pairs, the oldest first.
    public var inOrder: [Pair] { pairs.values.sorted { ($0.modified, $0.name.stem) < ($1.modified, $1.name.stem) } }
}
