import Folders
import Foundation
import Letters
import Logging
import Messages
import Metrics
import Pipeline

/// Thrown when a decided file could not be moved away.
struct NotMoved: Error, CustomStringConvertible {
    var code: POSIXErrorCode
    var folder: String

    var description: String {
        "files that were dealt with cannot be moved into \(folder) (\(code)): let this user write there, and make room"
    }
}

extension DropFolder {
    /// Moves the letter's files away, and writes a note for the people at the source when the letter was not taken or
    /// is a duplicate.
    ///
    /// - Throws: `NotMoved`.
    func finish(_ entry: Entry, _ documents: [String], _ decision: SourceJournal.Decision) throws {
        let target = source.path.appending(path: decision.fate.folder)
        let stem = FolderLook.stem(entry.name)
        if !decision.reasons.isEmpty {
            let lines = decision.reasons.map { "\($0.code): \($0.detail)" }.joined(separator: "\n")
            let advice =
                decision.isAgain
                ? "Reporting's page of the letter shows whether it was sent again."
                : "Mend it and drop it again; it is judged anew."
            let text = "This letter was not taken.\n\n\(lines)\n\n\(advice)\n"
            try write(text, to: target, Self.fitting(stem, ".error.txt"))
        } else if decision.fate == .duplicate {
            let text = """
                This letter was taken before with the same content, and was not sent again, unless it had been refused,
                rejected or not delivered before: then it was. Reporting's page of the letter shows it.

                Should the practice not have it, ask those who run MeshPost to send it again (meshpost letter resend).
                Should something in it have been wrong, drop it with a higher revision.

                """
            try write(text, to: target, Self.fitting(stem, ".note.txt"))
        }
        for name in documents where isPlainFile(name) { try move(name, to: target) }
        try move(entry.name, to: target)
        Counter(
            label: "extraction_files_total",
            dimensions: [("source", source.name), ("fate", decision.fate.rawValue)]
        ).increment()
        if decision.fate == .taken {
            Gauge(label: "extraction_last_taken_timestamp_seconds", dimensions: [("source", source.name)])
                .record(Date().timeIntervalSince1970)
        }
        logger.info(
            "file handled",
            metadata: .of([
                .item: place(entry), .state: decision.fate.rawValue,
                .code: decision.reasons.map(\.code).joined(separator: " "),
            ]))
    }

    private func write(_ text: String, to folder: URL, _ name: String) throws {
        do {
            let file = folder.appending(path: name)
            try Data(text.utf8).write(to: file, options: .atomic)
            SharedPlace.share(file)
        } catch {
            throw NotMoved(code: .EACCES, folder: folder.path)
        }
    }

    private func isPlainFile(_ name: String) -> Bool {
        var status = stat()
        return lstat(source.path.appending(path: name).path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// Returns a file name of at most 255 bytes, the limit of common file systems.
    private static func fitting(_ stem: String, _ ending: String) -> String {
        var stem = stem
        while stem.utf8.count + ending.utf8.count > 255, !stem.isEmpty { stem.removeLast() }
        return stem + ending
    }

    /// Moves a file. If the folder already has a file of this name, the moved file gets a number in its name.
    private func move(_ name: String, to folder: URL) throws {
        func isThere(_ path: String) -> Bool {
            var status = stat()
            return lstat(path, &status) == 0
        }
        let from = source.path.appending(path: name).path
        guard isThere(from) else { return }
        var to = folder.appending(path: name).path
        var copy = 1
        let stem = FolderLook.stem(name)
        let ending = String(name.dropFirst(stem.count).prefix(40))
        while isThere(to) {
            copy += 1
            to = folder.appending(path: Self.fitting(stem, "~\(copy)\(ending)")).path
        }
        guard rename(from, to) == 0 else {
            throw NotMoved(code: POSIXErrorCode(rawValue: errno) ?? .EIO, folder: folder.path)
        }
    }
}
