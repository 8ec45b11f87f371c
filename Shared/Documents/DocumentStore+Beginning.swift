import Foundation

extension DocumentStore {
    /// The content of a store's mark: how the store was created. Versions that do not know segments compare the mark as
    /// text, so they refuse a store whose mark names segments.
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

    /// Creates the store's mark or compares it with the settings, and removes drafts of processes that have ended.
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

    /// Removes drafts left behind by processes that have ended.
    private func sweep() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: place.drafts)) ?? []
        for name in names where name.hasPrefix(FileWork.Draft.prefix) || Self.isOfFormerVersion(name) {
            FileWork.Draft.sweep(place.drafts + name)
        }
    }

    /// Whether a draft was left by an older version, which named its process in the file name and held no lock, and
    /// that process has ended; a running process may still write its draft.
    private static func isOfFormerVersion(_ name: String) -> Bool {
        guard let owner = name.split(separator: "-").first.flatMap({ Int32($0) }), owner != getpid() else {
            return false
        }
        return kill(owner, 0) != 0 && errno == ESRCH
    }
}
