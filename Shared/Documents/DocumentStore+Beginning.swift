import Foundation

extension DocumentStore {
    /// How a store was begun. Versions that know no segments compare it as text, and refuse one that names them.
    private struct Mark: Codable {
        var encrypted: Bool
        var form: String?
        var key: String?

        var text: String {
            let form = form.map { ",\"form\":\"\($0)\"" } ?? ""
            let key = key.map { ",\"key\":\"\($0)\"" } ?? ""
            return "{\"encrypted\":\(encrypted)\(form)\(key)}\n"
        }
    }

    private var mark: String { rootPath + "store.json" }

    /// Notes, or compares, how the store was begun.
    func begin() throws(DocumentStoreError) {
        let mine = Mark(
            encrypted: form.key != nil, form: newObjects == .segments ? newObjects.rawValue : nil,
            key: form.key?.id.hexadecimal)
        do {
            try FileManager.default.createDirectory(atPath: temporaries, withIntermediateDirectories: true)
            // Former versions left it open to others; where it is somebody else's, the check of rights tells.
            chmod(temporaries, 0o700)
            if !FileManager.default.fileExists(atPath: mark) {
                let draft = try FileWork.Draft(in: temporaries)
                try draft.output.write(Data(mine.text.utf8))
                try draft.synchronise()
                // Another process may begin it at the same time: the first wins.
                _ = link(draft.path, mark)
                draft.discard()
                try FileWork.synchronise(folder: rootPath)
            }
            let theirs = try JSONDecoder().decode(Mark.self, from: try Data(contentsOf: URL(filePath: mark)))
            if let form = theirs.form, Form(rawValue: form) == nil {
                throw DocumentStoreError.unusable(
                    path: root.path,
                    why: "it was begun by a later version, in the form \"\(form)\": upgrade this service")
            }
            guard theirs.encrypted != mine.encrypted || theirs.key != mine.key else { return }
            throw DocumentStoreError.wrongKey(
                !theirs.encrypted
                    ? "the document store was begun without a key: start without one, or begin a new store"
                    : form.key == nil
                        ? "the document store is encrypted: give its key"
                        : "the document store was begun with another key")
        } catch let error as DocumentStoreError {
            if case .notWritten(let why) = error { throw .unusable(path: root.path, why: why) }
            throw error
        } catch {
            throw .unusable(
                path: root.path,
                why: "check that the folder exists and is writable by this user: \(FileWork.ownership(root.path))")
        }
    }

    /// Removes what processes that are gone left half-written.
    func sweep() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: temporaries)) ?? []
        for name in names where name.hasPrefix(FileWork.Draft.prefix) || Self.isOfFormerVersion(name) {
            FileWork.Draft.sweep(temporaries + name)
        }
    }

    /// A draft of a version that held no locks and named its process; of one that is here somebody may still write.
    private static func isOfFormerVersion(_ name: String) -> Bool {
        guard let owner = name.split(separator: "-").first.flatMap({ Int32($0) }), owner != getpid() else {
            return false
        }
        return kill(owner, 0) != 0 && errno == ESRCH
    }

    /// What it means that there is no file of this name: a store that is not mounted has none at all.
    func absence(of location: String) -> DocumentStoreError {
        guard access(mark, F_OK) != 0 else { return .missing(location: location) }
        return .unusable(
            path: root.path, why: "store.json is not there any more: is it mounted? \(FileWork.ownership(root.path))")
    }
}
