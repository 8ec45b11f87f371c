import Documents
import Foundation
import Letters
import Messages
import Renditions
import Synchronization

/// What a letter's pair of files is, and what becomes of it.
extension DropFolder {
    /// A document that can be stored.
    private struct Found {
        var file: DropFile
        var type: DocumentType
    }

    private enum Inspection {
        case found(Found)
        case fault(Reason)
        /// It may yet come, or be completed.
        case waits
    }

    func decide(_ entry: Entry, _ look: FolderLook, _ lane: Lane) async throws -> Result {
        let item = Taking.Item(source: source.name, file: file(entry), place: place(entry))
        let isSettled = isSettled(entry.modified)
        func reject(_ code: String, _ detail: String) async throws -> Result {
            guard isSettled else { return .waits }
            try finish(entry, [], try await taking.reject(Reason(code: code, detail: detail), item: item))
            return .decided
        }
        guard entry.isFile else {
            return try await reject("not-a-file", "the file is a link, a pipe or a device: write a plain file")
        }
        guard entry.size <= bounds.json else {
            return try await reject(
                "file-too-large",
                "the file has more than \(bounds.json) bytes: a letter's documents go beside it, not into it")
        }
        // Taken meanwhile, by whoever may.
        guard let json = try DropFile(source.path.appending(path: entry.name)) else { return .waits }
        let bytes = try json.bytes(from: 0, count: json.size)
        guard json.isUnchanged, json.size == entry.size else { return .waits }
        guard let letter = try? DroppedLetter(bytes, now: taking.now()) else {
            return try await reject("unreadable", "the file is no JSON object in UTF-8: write it again, completely")
        }
        standing.withLock { $0.read(entry, names: letter.named) }
        let named = letter.named.filter { !look.belongsToAnother($0, than: entry.name) }.map(look.name(of:))
        switch letter.status {
        case .draft:
            standing.withLock { $0.isDraft(entry) }
            return .waits
        case .withdrawn:
            let decision =
                if let documentID = letter.documentID, let revision = letter.revision {
                    try await taking.withdraw(documentID: documentID, revision: revision, item: item)
                } else {
                    try await taking.withhold(letter, letter.faults, item: item)
                }
            try finish(entry, named, decision)
            return .decided
        case .signed:
            return try await decide(entry, letter, item, look, lane, named)
        }
    }

    private func isSettled(_ time: Date) -> Bool { time.addingTimeInterval(settle.seconds) < Date() }

    private func decide(
        _ entry: Entry, _ letter: DroppedLetter, _ item: Taking.Item, _ look: FolderLook, _ lane: Lane,
        _ named: [String]
    ) async throws -> Result {
        var faults = letter.faults
        if letter.content?.recipients.contains(where: { $0.ods == taking.organisation }) == true {
            faults.append(
                Reason(
                    code: "recipient-is-ourselves", detail: "the letter is addressed to the organisation that sends it")
            )
        }
        var found: [Found] = []
        for file in letter.files {
            switch try inspect(file, entry, look) {
            case .found(let document): found.append(document)
            case .fault(let fault): faults.append(fault)
            case .waits: return .waits
            }
        }
        guard faults.isEmpty, let content = letter.content, let documentID = letter.documentID,
            let revision = letter.revision
        else {
            try finish(entry, named, try await taking.withhold(letter, faults, item: item))
            return .decided
        }
        let size = found.reduce(entry.size) { $0 + $1.file.size }
        guard lane == .large || size <= bounds.share else { return .tooLargeForNow }
        var objects: [Taking.Object] = []
        for document in found {
            guard let object = try await taking.store(document.file, document.type, isStopping: { self.isStopping })
            else { return .waits }
            objects.append(object)
        }
        let decision = try await taking.take(
            content, documentID: documentID, revision: revision, documents: objects, item: item)
        try finish(entry, named, decision)
        return .decided
    }

    private func inspect(_ file: DroppedLetter.File, _ entry: Entry, _ look: FolderLook) throws -> Inspection {
        func fault(_ reason: Reason) -> Inspection { .fault(reason) }
        if look.belongsToAnother(file.name, than: entry.name) {
            return fault(
                Reason(
                    code: "document-of-another",
                    detail: "a document that the letter names has the name of another letter that lies beside it"))
        }
        let path = source.path.appending(path: file.name)
        guard let document = try DropFile(path) ?? DropFile(source.path.appending(path: look.name(of: file.name)))
        else {
            guard isSettled(entry.modified) else { return .waits }
            return fault(
                Reason(code: "document-missing", detail: "a document that the letter names is not beside it"))
        }
        // A document that is written after its .json may not be whole before it rests.
        if document.modified > entry.modified, !isSettled(document.modified) { return .waits }
        guard document.size > 0 else {
            return fault(Reason(code: "document-empty", detail: "a document of the letter is empty"))
        }
        guard document.size <= bounds.document else {
            return fault(
                Reason(
                    code: "document-too-large",
                    detail: "a document of the letter has more than \(bounds.document) bytes"))
        }
        guard let type = file.type.actual(try document.marks) else {
            return fault(
                Reason(
                    code: "document-not-its-type",
                    detail: "a document of the letter is not the \(file.type.rawValue) that it is said to be"))
        }
        return .found(Found(file: document, type: type))
    }
}

extension DropFile {
    /// Beginning and end, where the marks of every type stand; an archive's names stand at its end (APPNOTE.TXT 4.3.12).
    fileprivate var marks: Data {
        get throws {
            let length = 1 << 20
            let beginning = try bytes(from: 0, count: length)
            return try beginning + bytes(from: max(length, size - length), count: length)
        }
    }
}
