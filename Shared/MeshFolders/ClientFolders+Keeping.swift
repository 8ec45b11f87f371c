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

    /// Removes what a former process staged and nobody will hand over.
    ///
    /// - Throws: `CocoaError` for a folder that may not be read.
    public func clearStaging(except isNeeded: (PairName) -> Bool) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: url(.staging).path) {
            if let (pair, _) = PairName.split(name), isNeeded(pair) { continue }
            unlink(url(.staging).appending(path: name).path)
        }
    }

    /// Pairs in OUT of which a file is missing, and pairs that the client should have taken by now.
    ///
    /// - Throws: `CocoaError` for a folder that may not be read.
    public func left(inOutboxBefore before: Date) throws -> (half: [PairName], whole: [PairName]) {
        let old = try FolderListing(of: url(.outbox)).inOrder.filter { $0.modified < before }
        let isHalf = { (pair: FolderListing.Pair) in pair.data == nil || pair.control == nil }
        return (old.filter(isHalf).map(\.name), old.filter { !isHalf($0) }.map(\.name))
    }
}
