import Folders
import Foundation

extension ClientFolders {
    /// Where a pair of ours is.
    public enum Whereabouts: Equatable, Sendable {
        /// Still ours: the client has not seen its control file.
        case staged
        /// Handed over; the client has not taken it, or has it in its own folder.
        case withClient
        /// In SENT, with what the client says; nil when its control file cannot be read.
        case sent(ControlFile?)
        /// In FAILED, with what the client says.
        case failed(ControlFile?)
        /// Nowhere: when it was handed over, the client took it and keeps no copies.
        case gone
    }

    /// Makes a pair ready, on the disk, where the client does not look.
    ///
    /// - Parameters:
    ///   - size: of the data, in bytes.
    ///   - read: fills the buffer from the offset on and returns how many bytes it put there.
    /// - Throws: `ControlFileError`, `POSIXError`, `CocoaError`, and what `read` throws.
    public func stage(
        _ name: PairName, _ control: ControlFile, size: Int,
        read: (_ offset: Int, _ buffer: UnsafeMutableRawBufferPointer) throws -> Int
    ) throws {
        let content = try control.written()
        try makeStaging()
        let outbox = url(.outbox)
        try DurableFile.write(to: file(name, .data, in: .staging), forGroupOf: outbox, size: size, read: read)
        try DurableFile.write(content, to: file(name, .control, in: .staging), forGroupOf: outbox)
    }

    /// Hands a staged pair to the client: the data file first, then the control file, each by rename.
    ///
    /// - Returns: false when the pair is not staged any more, because another process took it back.
    /// - Throws: `POSIXError`.
    public func handOver(_ name: PairName) throws -> Bool {
        try handOverData(of: name) && handOverControl(of: name)
    }

    func handOverData(of name: PairName) throws -> Bool { try move(name, .data) }

    func handOverControl(of name: PairName) throws -> Bool {
        guard try move(name, .control) else { return false }
        try DurableFile.synchronise(url(.outbox))
        return true
    }

    private func move(_ name: PairName, _ part: PairName.Part) throws -> Bool {
        if rename(file(name, part, in: .staging).path, file(name, part, in: .outbox).path) == 0 { return true }
        guard errno == ENOENT, FileManager.default.fileExists(atPath: url(.outbox).path) else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
        return false
    }

    /// Takes back a pair whose control file the client has not seen; from then on nobody can hand it over.
    ///
    /// - Returns: false when it was too late, or the pair was not staged.
    public func takeBack(_ name: PairName) throws -> Bool {
        guard unlink(file(name, .control, in: .staging).path) == 0 else {
            guard errno == ENOENT else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
            return false
        }
        unlink(file(name, .data, in: .staging).path)
        unlink(file(name, .data, in: .outbox).path)
        return true
    }

    /// The names in all folders that a pair passes, each folder read once.
    public struct Snapshot: Sendable {
        private let staging, outbox, client, sent, failed: [PairName: FolderListing.Pair]

        /// The folders are read in the order in which pairs move, so that none slips by.
        fileprivate init(_ folders: ClientFolders) throws {
            staging = try FolderListing(of: folders.url(.staging)).pairs
            outbox = try FolderListing(of: folders.url(.outbox)).pairs
            client = try FolderListing(of: folders.url(.client)).pairs
            sent = try FolderListing(of: folders.url(.sent)).pairs
            failed = try FolderListing(of: folders.url(.failed)).pairs
        }

        /// Where a pair is; its control file is read when the client has said something of it.
        public func whereabouts(of name: PairName) -> Whereabouts {
            if staging[name]?.control != nil { return .staged }
            if outbox[name] != nil { return .withClient }
            if let pair = sent[name] { return .sent(Self.said(of: pair)) }
            if let pair = failed[name] { return .failed(Self.said(of: pair)) }
            return client.keys.contains { $0.stem.contains(name.stem) } ? .withClient : .gone
        }

        private static func said(of pair: FolderListing.Pair) -> ControlFile? {
            guard let control = pair.control, let data = try? Data(contentsOf: control.url) else { return nil }
            return try? ControlFile(reading: data)
        }
    }

    /// Looks at all of them.
    ///
    /// - Throws: `CocoaError` for a folder that may not be read.
    public func snapshot() throws -> Snapshot { try Snapshot(self) }

    /// Looks for one pair.
    ///
    /// - Throws: `CocoaError` for a folder that may not be read.
    public func whereabouts(of name: PairName) throws -> Whereabouts { try snapshot().whereabouts(of: name) }

    func file(_ name: PairName, _ part: PairName.Part, in folder: Folder) -> URL {
        url(folder).appending(path: name.file(part))
    }
}
