import CConfinement
import CDispatch
import Foundation
import Letters

/// What a process of ours keeps for its own user.
public enum OwnUser {
    /// From here on, files and folders that are made are for this user alone (umask 077), no core file is written, and
    /// no other process of this user may look into this one: it holds passwords, keys and letters.
    public static func keep() {
        umask(0o077)
        _ = meshpost_guard()
    }
}

/// Something of ours on the disk that others on this machine may read or change.
struct WidePlace: Equatable, CustomStringConvertible {
    var path: String
    /// The mode as chmod(1) takes it.
    var mode: String
    /// What it is to be.
    var wanted: String

    var description: String { "\(path) is open to others (mode \(mode)): chmod \(wanted) \(path)" }

    /// Nil when it is for its owner alone, or not there.
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

    /// The state directory and what lies in it; the document store's folders; the files that hold secrets.
    static func all(of user: Stage, _ settings: Settings) -> [WidePlace] {
        // Objects lie in folders of two digits; whoever cannot enter these cannot read them.
        var paths = OwnPlace.all(of: user, settings).flatMap { [$0.path] + entries(of: $0.path) }
        paths += SettingDeclaration.all(of: user).filter(\.isSecret).compactMap { settings.text($0.fileName) }
        return paths.compactMap { WidePlace($0) }
    }

    private static func entries(of folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().map { "\(folder.hasSuffix("/") ? folder : folder + "/")\($0)" }
    }
}

/// Where a service keeps things on disks of ours; a bucket has none.
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
