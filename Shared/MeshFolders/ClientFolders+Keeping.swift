public import Foundation

extension ClientFolders {
    /// Removes old pairs, the data file first, so that a pair that is only half removed is found by its control file
    /// next time.
    ///
    /// - Parameters:
    ///   - isDone: selects the pairs that may be removed.
    ///   - before: only pairs whose files are older are removed.
    /// - Returns: the names of the removed pairs.
    /// - Throws: `CocoaError` if the folder cannot be read.
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

    /// Removes what an earlier process left in STAGING: staged pairs that nobody will hand over, and half-written
    /// files.
    ///
    /// - Parameters:
    ///   - before: only older files are removed, so that no file is removed while it is being written.
    ///   - isNeeded: selects pairs that are kept, however old they are.
    /// - Throws: `CocoaError` if the folder cannot be read.
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

    /// Returns the pairs in OUT: those with a missing file, and whole ones that the client has not taken, each the
    /// oldest first.
    ///
    /// - Throws: `CocoaError` if the folder cannot be read.
    public func left() throws -> (half: [FolderListing.Pair], whole: [FolderListing.Pair]) {
        let pairs = try FolderListing(of: url(.outbox)).inOrder
        let isHalf = { (pair: FolderListing.Pair) in pair.data == nil || pair.control == nil }
        return (pairs.filter(isHalf), pairs.filter { !isHalf($0) })
    }
}
