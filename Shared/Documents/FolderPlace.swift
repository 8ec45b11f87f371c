import Foundation
import Synchronization

/// A folder of objects. Each object is a file, written under a temporary name, synced, and renamed; then its folder is
/// synced.
final class FolderPlace: ObjectPlace {
    let name: String
    /// With a slash at its end.
    private let root: String
    /// Folders whose names are known to be durable.
    private let lasting = Mutex<Set<String>>([])

    var drafts: String { "\(root)tmp/" }
    private var mark: String { root + markName }

    /// - Parameter root: with a slash at its end.
    init(_ root: String) {
        self.root = root
        name = root.count > 1 ? String(root.dropLast()) : root
    }

    func begin(_ mark: Data) throws(DocumentStoreError) -> Data {
        do {
            try FileManager.default.createDirectory(atPath: drafts, withIntermediateDirectories: true)
            // Older versions left the folder open to others. If it belongs to another user, the writes below fail and
            // report that.
            chmod(drafts, 0o700)
            if !FileManager.default.fileExists(atPath: self.mark) {
                let draft = try FileWork.Draft(in: drafts)
                try draft.output.write(mark)
                try draft.synchronise()
                // Another process may create the mark at the same time: the first one wins.
                _ = link(draft.path, self.mark)
                draft.discard()
                try FileWork.synchronise(folder: root)
            }
            return try Data(contentsOf: URL(filePath: self.mark))
        } catch let error as DocumentStoreError {
            if case .notWritten(let why) = error { throw .unusable(path: name, why: why) }
            throw error
        } catch {
            throw .unusable(
                path: name,
                why: "check that the folder exists and is writable by this user: \(FileWork.ownership(name))")
        }
    }

    private func path(_ location: String) -> String { root + location }

    func has(_ location: String) -> Bool { access(path(location), F_OK) == 0 }

    func makeLast(_ location: String) throws(DocumentStoreError) {
        try FileWork.synchronise(folder: folder(of: location))
    }

    func keep(_ draft: FileWork.Draft, as location: String) throws(DocumentStoreError) {
        try draft.synchronise()
        let folder = folder(of: location)
        try makeFolderLast(folder)
        guard rename(draft.path, path(location)) == 0 else {
            let number = errno
            lasting.withLock { _ = $0.remove(folder) }
            throw .notWritten(why: FileWork.sentence(number, path(location)))
        }
        try makeLast(location)
    }

    private func folder(of location: String) -> String {
        let target = path(location)
        return target.lastIndex(of: "/").map { String(target[..<$0]) } ?? root
    }

    /// Creates a folder if needed and makes its name durable, whichever process created it.
    private func makeFolderLast(_ folder: String) throws(DocumentStoreError) {
        guard !lasting.withLock({ $0.contains(folder) }) else { return }
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw .notWritten(why: FileWork.sentence(errno, folder))
        }
        try FileWork.synchronise(folder: root)
        lasting.withLock { _ = $0.insert(folder) }
    }

    func input(_ location: String) throws(DocumentStoreError) -> FileWork.Input? {
        do throws(FileWork.Input.Failure) {
            return try FileWork.Input(path(location))
        } catch {
            switch error {
            case .absent: return nil
            case .broken: throw .damaged(location: location, why: "it is no file")
            case .machine(let number): throw .notRead(why: FileWork.sentence(number, path(location)))
            }
        }
    }

    func absence(of location: String) -> DocumentStoreError {
        guard access(mark, F_OK) != 0 else { return .missing(location: location) }
        return .unusable(
            path: name, why: "\(markName) is not there any more: is it mounted? \(FileWork.ownership(name))")
    }

    func locations() throws(DocumentStoreError) -> [String] {
        guard let folders = FileWork.names(in: root) else { throw .notRead(why: FileWork.sentence(errno, root)) }
        var locations: [String] = []
        for folder in folders.sorted() where folder.utf8.count == 2 && !folder.hasPrefix(".") {
            guard let names = FileWork.names(in: path(folder)) else {
                throw .notRead(why: FileWork.sentence(errno, path(folder)))
            }
            locations += names.map { "\(folder)/\($0)" }.filter { ContentName(location: $0) != nil }.sorted()
        }
        return locations
    }

    func check() throws(DocumentStoreError) {
        let probe = try FileWork.Draft(in: drafts)
        defer { probe.discard() }
        try probe.output.write(Data("check".utf8))
        try probe.synchronise()
    }
}
