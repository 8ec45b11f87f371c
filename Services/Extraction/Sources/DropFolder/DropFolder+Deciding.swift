import Documents
import Foundation
import Letters
import Messages
import Renditions
import Synchronization

/// Reads a letter's files and decides on the letter.
extension DropFolder {
    /// A document that can be stored.
    private struct Found {
        var file: DropFile
        var type: DocumentType
    }

    private enum Inspection {
        case found(Found)
        case fault(Reason)
        /// The document is missing or incomplete, and may still be written.
        case waits
    }

    /// - Parameter room: what its bytes may be; a large letter may have any number.
    func decide(_ entry: Entry, _ look: FolderLook, _ room: Bounds.Size) async throws -> Result {
        let item = Admission.Item(source: source.name, file: file(entry), place: place(entry))
        let isSettled = isSettled(entry.modified)
        func reject(_ code: String, _ detail: String) async throws -> Result {
            guard isSettled else { return .waits }
            try finish(entry, [], try await admission.admit(.unreadable(Reason(code: code, detail: detail)), item))
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
        // The file was removed in the meantime.
        guard let json = try DropFile(source.path.appending(path: entry.name)) else { return .waits }
        let bytes = try json.bytes(from: 0, count: json.size)
        guard json.isUnchanged, json.size == entry.size else { return .waits }
        guard let letter = try? DroppedLetter(bytes, now: admission.now()) else {
            return try await reject("unreadable", "the file is no JSON object in UTF-8: write it again, completely")
        }
        standing.withLock { $0.read(entry, names: letter.named) }
        let named = letter.named.filter { !look.belongsToAnother($0, than: entry.name) }.map(look.name(of:))
        switch letter.status {
        case .draft:
            standing.withLock { $0.isDraft(entry) }
            return .waits
        case .withdrawn:
            let candidate: Admission.Candidate =
                if let documentID = letter.documentID, let revision = letter.revision {
                    .withdrawal(documentID: documentID, revision: revision)
                } else {
                    .faulty(letter.outline, letter.faults)
                }
            try finish(entry, named, try await admission.admit(candidate, item))
            return .decided
        case .signed:
            return try await decide(entry, letter, item, look, room, named)
        }
    }

    private func isSettled(_ time: Date) -> Bool { time.addingTimeInterval(settle.seconds) < Date() }

    private func decide(
        _ entry: Entry, _ letter: DroppedLetter, _ item: Admission.Item, _ look: FolderLook, _ room: Bounds.Size,
        _ named: [String]
    ) async throws -> Result {
        var faults = letter.faults + (letter.content.map(admission.faults(of:)) ?? [])
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
            try finish(entry, named, try await admission.admit(.faulty(letter.outline, faults), item))
            return .decided
        }
        let size = bounds.size(of: found.reduce(entry.size) { $0 + $1.file.size })
        guard size.share <= room.share else { return .larger(size) }
        var objects: [Admission.Object] = []
        for document in found {
            guard let object = try await store(document.file, document.type, isStopping: { self.isStopping })
            else { return .waits }
            objects.append(object)
        }
        let candidate = Admission.Candidate.letter(
            content, documentID: documentID, .given(revision), documents: objects)
        try finish(entry, named, try await admission.admit(candidate, item))
        return .decided
    }

    /// Writes a document into the store, piece by piece.
    ///
    /// - Returns: nil when the file changed in the meantime, or the service is stopping: the file must be read again
    ///   from its beginning.
    func store(
        _ file: DropFile, _ type: DocumentType, isStopping: @escaping @Sendable () -> Bool
    ) async throws -> Admission.Object? {
        let object = try await admission.documents.write(mediaType: type.rawValue) { sink in
            var offset = 0
            while offset < file.size, !isStopping() {
                let piece = try file.bytes(from: offset, count: 1 << 20)
                guard !piece.isEmpty else { return }
                try sink(piece)
                offset += piece.count
            }
        }
        return object.reference.size == file.size && file.isUnchanged ? object : nil
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
        // A document modified after its .json may still be in writing until it has been unchanged for the settle time.
        if document.modified > entry.modified, !isSettled(document.modified) { return .waits }
        if let reason = admission.fault(ofDocument: document.size) { return fault(reason) }
        guard let type = file.type.actual(try document.marks) else { return fault(admission.faultOfType(file.type)) }
        return .found(Found(file: document, type: type))
    }
}

extension DropFile {
    /// The first and last 1 MiB of the file, where the signature of every document type is; a ZIP archive's directory
    /// is at its end (APPNOTE.TXT 4.3.12).
    fileprivate var marks: Data {
        get throws {
            let length = 1 << 20
            let beginning = try bytes(from: 0, count: length)
            return try beginning + bytes(from: max(length, size - length), count: length)
        }
    }
}
