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

    /// Notes, or compares, how the store was begun, and sweeps the drafts of processes that are gone.
    func begin() throws(DocumentStoreError) {
        let mine = Mark(
            encrypted: form.key != nil, form: newObjects == .segments ? newObjects.rawValue : nil,
            key: form.key?.id.hexadecimal)
        let kept = try place.begin(Data(mine.text.utf8))
        sweep()
        guard let theirs = try? JSONDecoder().decode(Mark.self, from: kept) else {
            throw .unusable(path: place.name, why: "\(place.markName) is not the mark of a document store")
        }
        if let form = theirs.form, Form(rawValue: form) == nil {
            throw .unusable(
                path: place.name,
                why: "it was begun by a later version, in the form \"\(form)\": upgrade this service")
        }
        guard theirs.encrypted != mine.encrypted || theirs.key != mine.key else { return }
        throw .wrongKey(
            !theirs.encrypted
                ? "the document store was begun without a key: start without one, or begin a new store"
                : form.key == nil
                    ? "the document store is encrypted: give its key"
                    : "the document store was begun with another key")
    }

    /// Removes what processes that are gone left half-written.
    private func sweep() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: place.drafts)) ?? []
        for name in names where name.hasPrefix(FileWork.Draft.prefix) || Self.isOfFormerVersion(name) {
            FileWork.Draft.sweep(place.drafts + name)
        }
    }

    /// A draft of a version that held no locks and named its process; of one that is here somebody may still write.
    private static func isOfFormerVersion(_ name: String) -> Bool {
        guard let owner = name.split(separator: "-").first.flatMap({ Int32($0) }), owner != getpid() else {
            return false
        }
        return kill(owner, 0) != 0 && errno == ESRCH
    }
}
