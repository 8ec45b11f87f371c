public import Foundation

/// What is laid for another system's user to read: of the folder's group, and readable by it, whatever this process keeps
/// for itself (umask(2)).
///
/// Where the file system knows no rights (a share), or this user is not of the group, things are left as they are.
public enum SharedPlace {
    /// Makes a folder as the model is, for its group too and for nobody else: 0750, and where the model's group may write,
    /// or keeps its group (setgid), likewise.
    ///
    /// - Parameter model: the folder that it lies in, unless told.
    /// - Throws: `POSIXError` when there is none and none can be made.
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

    /// Gives a file to the group of the folder that it lies in.
    public static func share(_ file: URL) {
        var status = stat()
        guard stat(file.deletingLastPathComponent().path, &status) == 0 else { return }
        _ = chown(file.path, uid_t.max, status.st_gid)
        _ = chmod(file.path, 0o640)
    }

    /// The same of an open file.
    static func share(_ descriptor: Int32, in folder: URL) {
        var status = stat()
        guard stat(folder.path, &status) == 0 else { return }
        _ = fchown(descriptor, uid_t.max, status.st_gid)
        _ = fchmod(descriptor, 0o640)
    }
}
