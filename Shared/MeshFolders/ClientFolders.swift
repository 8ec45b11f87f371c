public import Folders
public import Foundation

/// The folders of one mailbox of the MESH client, below its interface root (MESH Client Interface Specification,
/// "Directories").
///
/// We write to `OUT`, and remove old files from `IN` and `SENT`. `TEMP` belongs to the client. `STAGING` is our own: a
/// pair is written there and then renamed into `OUT`, so that the client sees a control file only when the pair is
/// complete.
public struct ClientFolders: Sendable {
    /// A folder below the interface root.
    public enum Folder: String, Sendable, CaseIterable {
        case inbox = "IN"
        case outbox = "OUT"
        case sent = "SENT"
        case failed = "FAILED"
        case client = "TEMP"
        case staging = "STAGING"
    }

    /// The interface root.
    public let root: URL

    /// - Parameter root: `InterfaceRoot` of the client's configuration.
    public init(root: URL) { self.root = root }

    /// The URL of a folder.
    public func url(_ folder: Folder) -> URL { root.appending(path: folder.rawValue, directoryHint: .isDirectory) }

    /// Returns why the folders cannot be used, as a sentence that says what to do; nil if they can.
    ///
    /// SENT and FAILED may be missing, because the client creates them with the first pair, and not at every site.
    public func trouble() -> String? {
        for folder in [Folder.inbox, .outbox] {
            let path = url(folder).path
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue else {
                return "\(path) is not there: is MESH_CLIENT_DIRECTORY the client's InterfaceRoot, and has it run once?"
            }
            guard access(path, R_OK | W_OK | X_OK) == 0 else {
                return "\(path) may not be read and written: let this user do both"
            }
        }
        do {
            try makeStaging()
        } catch {
            return "\(url(.staging).path) cannot be made: let this user write into MESH_CLIENT_DIRECTORY"
        }
        guard let staging = device(.staging), staging == device(.outbox) else {
            return "\(url(.outbox).path) is on another file system than MESH_CLIENT_DIRECTORY: put both on one"
        }
        return nil
    }

    /// Creates STAGING with the permissions of OUT, because the client reads and removes files that were renamed from
    /// there.
    ///
    /// The folder is made durable before a pair is written to it: a pair that is in no folder after a power cut would
    /// count as taken by the client.
    func makeStaging() throws {
        let isThere = access(url(.staging).path, F_OK) == 0
        try SharedPlace.makeFolder(url(.staging), like: url(.outbox))
        if !isThere { try DurableFile.synchronise(root) }
    }

    private func device(_ folder: Folder) -> dev_t? {
        var status = stat()
        return stat(url(folder).path, &status) == 0 ? status.st_dev : nil
    }

    /// Watches these folders for changes; folders that do not exist are left out.
    ///
    /// - Throws: `FolderWatch.CannotWatch`.
    public func watch(_ folders: [Folder]) throws -> FolderWatch {
        try FolderWatch(folders.map(url).filter { FileManager.default.fileExists(atPath: $0.path) })
    }
}
