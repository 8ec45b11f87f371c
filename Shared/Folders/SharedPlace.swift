public import Foundation

/// Sets the group and permissions of files and folders that another system's user reads: the group of the folder,
/// readable by it, whatever this process's umask(2).
///
/// If the file system has no permissions (a network share), or this user is not in the group, nothing is changed.
public enum SharedPlace {
    /// Creates a folder with the model's group, mode 0750; group write and setgid are added if the model has them. An
    /// existing folder is left as it is.
    ///
    /// - Parameter model: the folder to imitate; nil for the parent folder.
    /// - Throws: `POSIXError` when the folder does not exist and cannot be created.
    public static func makeFolder(_ folder: URL, like model: URL? = nil) throws {
        let path = folder.path
        guard mkdir(path, 0o700) == 0 else {
            let number = errno
            var isDirectory: ObjCBool = false
            if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue { return }
            throw POSIXError(POSIXErrorCode(rawValue: number) ?? .EIO)
        }
        var status = stat()
        guard stat((model ?? folder.deletingLastPathComponent()).path, &status) == 0 else { return }
        _ = chown(path, uid_t.max, status.st_gid)
        _ = chmod(path, status.st_mode & 0o2770 | 0o750)
    }

    /// Gives a file the group of its folder, and mode 0640.
    public static func share(_ file: URL) {
        var status = stat()
        guard stat(file.deletingLastPathComponent().path, &status) == 0 else { return }
        _ = chown(file.path, uid_t.max, status.st_gid)
        _ = chmod(file.path, 0o640)
    }

    /// The same for an open file.
    static func share(_ descriptor: Int32, in folder: URL) {
        var status = stat()
        guard stat(folder.path, &status) == 0 else { return }
        _ = fchown(descriptor, uid_t.max, status.st_gid)
        _ = fchmod(descriptor, 0o640)
    }
}
