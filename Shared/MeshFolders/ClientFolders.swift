public import Folders
public import Foundation

/// The folders of one mailbox of the MESH client, beneath its interface root (MESH Client Interface Specification,
/// "Directories").
///
/// `OUT` is ours to write, `IN` and `SENT` are ours to clear, `TEMP` is the client's. `STAGING` is our own: a pair is
/// made there whole and moved from there, so that the client sees a control file only when everything is there.
public struct ClientFolders: Sendable {
    /// One of them.
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

    /// Where a folder is.
    public func url(_ folder: Folder) -> URL { root.appending(path: folder.rawValue, directoryHint: .isDirectory) }

    /// What stands in the way of using them, in a sentence that says what to do; nil when nothing does.
    ///
    /// SENT and FAILED come with the first pair, and not at every site.
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

    /// The client reads and removes there what was moved on, as in OUT.
    ///
    /// Its name is on the disk before a pair is made in it: a pair that is nowhere counts as taken by the client.
    func makeStaging() throws {
        let isThere = access(url(.staging).path, F_OK) == 0
        try SharedPlace.makeFolder(url(.staging), like: url(.outbox))
        if !isThere { try DurableFile.synchronise(root) }
    }

    private func device(_ folder: Folder) -> dev_t? {
        var status = stat()
        return stat(url(folder).path, &status) == 0 ? status.st_dev : nil
    }

    /// Says when something in one of these folders has changed; those that are not there are left out.
    ///
    /// - Throws: `FolderWatch.CannotWatch`.
    public func watch(_ folders: [Folder]) throws -> FolderWatch {
        try FolderWatch(folders.map(url).filter { FileManager.default.fileExists(atPath: $0.path) })
    }
}
