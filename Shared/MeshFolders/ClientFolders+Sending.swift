import Folders
import Foundation

extension ClientFolders {
    /// The place of a pair that we made.
    public enum Whereabouts: Equatable, Sendable {
        /// In STAGING: the client has not seen its control file.
        case staged
        /// Handed over: in OUT, or in the client's own folder.
        case withClient
        /// In SENT, with the client's control file; nil if it cannot be read.
        case sent(ControlFile?)
        /// In FAILED, with the client's control file; nil if it cannot be read.
        case failed(ControlFile?)
        /// In no folder. If the pair was handed over, the client has sent it and keeps no copies.
        case gone
    }

    /// Writes a pair durably to STAGING, which the client does not read.
    ///
    /// - Parameters:
    ///   - size: the size of the data in bytes.
    ///   - read: fills the buffer with data from the offset on, and returns the number of bytes.
    /// - Throws: `ControlFileError`, `POSIXError`, `CocoaError`, and the errors of `read`.
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

    /// Hands a staged pair to the client by renaming the data file and then the control file into OUT.
    ///
    /// - Returns: false if the pair is no longer staged, because another process took it back.
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

    /// Takes back a pair whose control file the client has not seen. After that, no process can hand it over.
    ///
    /// - Returns: false if it was already handed over, or was not staged.
    /// - Throws: `POSIXError`.
    public func takeBack(_ name: PairName) throws -> Bool {
        guard unlink(file(name, .control, in: .staging).path) == 0 else {
            guard errno == ENOENT else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
            return false
        }
        unlink(file(name, .data, in: .staging).path)
        unlink(file(name, .data, in: .outbox).path)
        return true
    }

    /// The pairs in all folders that a pair passes through; each folder is read once.
    public struct Snapshot: Sendable {
        private let staging, outbox, client, sent, failed: [PairName: FolderListing.Pair]

        /// Reads the folders in the order in which pairs move, so that a pair that moves meanwhile is not missed.
        fileprivate init(_ folders: ClientFolders) throws {
            staging = try FolderListing(of: folders.url(.staging)).pairs
            outbox = try FolderListing(of: folders.url(.outbox)).pairs
            client = try FolderListing(of: folders.url(.client)).pairs
            sent = try FolderListing(of: folders.url(.sent)).pairs
            failed = try FolderListing(of: folders.url(.failed)).pairs
        }

        /// The place of a pair. Reads its control file if it is in SENT or FAILED.
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

    /// Reads all folders.
    ///
    /// - Throws: `CocoaError` if a folder cannot be read.
    public func snapshot() throws -> Snapshot { try Snapshot(self) }

    /// Reads all folders to find one pair.
    ///
    /// - Throws: `CocoaError` if a folder cannot be read.
    public func whereabouts(of name: PairName) throws -> Whereabouts { try snapshot().whereabouts(of: name) }

    func file(_ name: PairName, _ part: PairName.Part, in folder: Folder) -> URL {
        url(folder).appending(path: name.file(part))
    }
}
