import CConfinement
import CDispatch
import Foundation
import Letters

/// Protects the process and its files from other users.
public enum OwnUser {
    /// Restricts new files and folders to this user (umask 077), turns off core files, and keeps other processes of the
    /// same user from inspecting this one, because it holds passwords, keys and letters.
    public static func keep() {
        umask(0o077)
        _ = meshpost_guard()
    }
}

/// A file or folder of ours that other users of this machine may read or change.
struct WidePlace: Equatable, CustomStringConvertible {
    var path: String
    /// The current mode in the form of chmod(1).
    var mode: String
    /// The required mode.
    var wanted: String

    var description: String { "\(path) is open to others (mode \(mode)): chmod \(wanted) \(path)" }

    /// Nil if the path is accessible to its owner only, or does not exist.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & 0o077 != 0 else { return nil }
        self.path = path
        mode = Self.octal(status.st_mode & 0o7777)
        wanted = status.st_mode & S_IFMT == S_IFDIR ? "0700" : "0600"
    }

    private static func octal(_ mode: mode_t) -> String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// Checks the state directory and its content, the folders of the document store, and the files that contain
    /// secrets.
    static func all(of user: Stage, _ settings: Settings) -> [WidePlace] {
        // Objects are in subfolders with names of two digits; a user who cannot enter these cannot read them.
        var paths = OwnPlace.all(of: user, settings).flatMap { [$0.path] + entries(of: $0.path) }
        paths += SettingDeclaration.all(of: user).filter(\.isSecret).compactMap { settings.text($0.fileName) }
        return paths.compactMap { WidePlace($0) }
    }

    private static func entries(of folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().map { "\(folder.hasSuffix("/") ? folder : folder + "/")\($0)" }
    }
}

/// The folders in which a service stores data on local disks; an S3 bucket has none.
enum OwnPlace {
    static func all(of user: Stage, _ settings: Settings) -> [(name: String, path: String)] {
        var places: [(name: String, path: String)] = []
        if [Stage].stateful.contains(user), let state = settings.text(ServiceSetting.stateDirectory.name) {
            places.append(("state", state))
        }
        if let store = settings.text(DocumentsSetting.url.name).flatMap({ URL(string: $0) }), store.isFileURL {
            places.append(("documents", store.path))
        }
        return places
    }
}
