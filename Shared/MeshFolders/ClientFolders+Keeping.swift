public import Foundation

extension ClientFolders {
    /// Removes old pairs, the data file first: a control file that is left alone is removed the next time.
    ///
    /// - Parameters:
    ///   - isDone: only these.
    ///   - before: only those whose files are older.
    /// - Returns: the names of those that are gone.
    /// - Throws: `CocoaError` for a folder that may not be read.
    @discardableResult
    public func clear(
        _ folder: Folder, before: Date, where isDone: (PairName) -> Bool
    ) throws -> [PairName] {
        try FolderListing(of: url(folder)).inOrder.filter { $0.modified < before && isDone($0.name) }.compactMap {
            pair in
            for file in [pair.data, pair.control].compactMap(\.self) {
                guard unlink(file.url.path) == 0 || errno == ENOENT else { return nil }
            }
            return pair.name
        }
    }

    /// Removes what a former process staged and nobody will hand over, and what it had half written.
    ///
    /// - Parameters:
    ///   - before: only files that are older, so that nothing is taken from under a writer's hands.
    ///   - isNeeded: these stay however old they are.
    /// - Throws: `CocoaError` for a folder that may not be read.
    public func clearStaging(before: Date, except isNeeded: (PairName) -> Bool) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: url(.staging).path) {
            if let (pair, _) = PairName.split(name), isNeeded(pair) { continue }
            let file = url(.staging).appending(path: name)
            var status = stat()
            guard lstat(file.path, &status) == 0, Double(status.st_mtim.tv_sec) < before.timeIntervalSince1970 else {
                continue
            }
            unlink(file.path)
        }
    }

    /// Pairs in OUT of which a file is missing, and pairs that the client has not taken, the oldest first.
    ///
    /// - Throws: `CocoaError` for a folder that may not be read.
    public func left() throws -> (half: [FolderListing.Pair], whole: [FolderListing.Pair]) {
        let pairs = try FolderListing(of: url(.outbox)).inOrder
        let isHalf = { (pair: FolderListing.Pair) in pair.data == nil || pair.control == nil }
        return (pairs.filter(isHalf), pairs.filter { !isHalf($0) })
    }
}
