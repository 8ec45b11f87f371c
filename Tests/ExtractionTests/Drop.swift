import Documents
import Foundation
import GRDB
import Journal
import Letters
import Logging
import Messages
import Synchronization

@testable import Extraction

/// A drop folder with an extraction behind it, as a test sees both.
final class Drop {
    let folder: URL
    let state: URL
    let documents: DocumentStore
    private(set) var journal: SourceJournal
    private(set) var dropFolder: DropFolder
    /// Why no letter can be taken, as it was told last.
    private let told: Told

    private final class Told: Sendable {
        let trouble = Mutex<String?>(nil)
    }

    var trouble: String? { told.trouble.withLock { $0 } }

    private let settle: Waiting
    private let bounds: Bounds

    init(settle: Waiting = Waiting(.zero), bounds: Bounds = Bounds()) throws {
        self.settle = settle
        self.bounds = bounds
        told = Told()
        let root = FileManager.default.temporaryDirectory.appending(path: "drop-\(UUID().uuidString)")
        folder = root.appending(path: "in")
        state = root.appending(path: "state")
        let store = root.appending(path: "documents")
        for url in [folder, state, store] {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        }
        documents = try DocumentStore(store, key: nil)
        (journal, dropFolder) = try Self.open(folder, state, documents, told, settle, bounds)
    }

    private static func open(
        _ folder: URL, _ state: URL, _ documents: DocumentStore, _ told: Told, _ settle: Waiting, _ bounds: Bounds
    ) throws -> (SourceJournal, DropFolder) {
        let journal = try SourceJournal(directory: state)
        let organisation = ODSCode("RXX")!
        let admission = Admission(
            organisation: organisation, documents: documents, journal: journal,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, bounds: bounds)
        let source = SourcesFile.DropFolderSource(name: "epr", path: folder)
        return (
            journal,
            try DropFolder(source, admission: admission, settle: settle) { trouble in
                told.trouble.withLock { $0 = trouble }
            }
        )
    }

    /// As after a crash: the same files, a new process.
    func restart() throws { (journal, dropFolder) = try Self.open(folder, state, documents, told, settle, bounds) }

    static let pdf = Data("%PDF-1.4\nA synthetic letter\n%%EOF\n".utf8)

    static func letter(_ documentID: String = "EPR-1", revision: Int = 1) -> [String: Any] {
        [
            "documentId": documentID, "revision": revision, "urgency": "routine", "kind": "outpatient-letter",
            "status": "signed", "signedAt": "2026-11-22T16:05:00Z", "createdAt": "2026-11-22T15:40:00Z",
            "signedBy": ["name": "Dr A Test", "role": "Consultant"], "title": "Outpatient clinic letter",
            "patient": [
                "nhsNumber": "9990000018", "nhsNumberStatus": "01", "family": "Quillfeather", "given": ["Ann"],
                "birthDate": "2015-03-04", "gender": "female",
            ],
            "recipients": [["ods": "Y00001", "role": "registered-practice"]],
            "encounter": ["specialty": "320", "attendedAt": "2026-11-20T10:00:00Z"],
            "document": ["file": "letter.pdf", "mediaType": "application/pdf"],
        ]
    }

    /// Lays a pair into the folder, the document first.
    func lay(_ letter: [String: Any], as name: String = "letter", document: Data? = Drop.pdf) throws {
        var letter = letter
        if var entry = letter["document"] as? [String: Any] {
            entry["file"] = "\(name).pdf"
            letter["document"] = entry
        }
        if let document { try document.write(to: folder.appending(path: "\(name).pdf")) }
        try JSONSerialization.data(withJSONObject: letter).write(
            to: folder.appending(path: "\(name).json"), options: .atomic)
    }

    func scan() async { await dropFolder.scan() }

    /// Every event that waits to be published.
    func events() async throws -> [Event] { try await journal.waitingEvents() }

    func counts() async throws -> Counts.Line { try await Counts(journal, [dropFolder]).lines()[0] }

    func files(in name: String = "") -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: name).path)) ?? []
        return names.filter { $0.contains(".") }.sorted()
    }

    func errorText(_ name: String = "letter") throws -> String {
        try String(contentsOf: folder.appending(path: "rejected/\(name).error.txt"), encoding: .utf8)
    }
}

extension SourceJournal {
    /// Every event that waits to be published, in order.
    func waitingEvents() async throws -> [Event] {
        try await journal.read { database in
            try Data.fetchAll(database, sql: "SELECT body FROM outbox ORDER BY sequence").map { try Event(body: $0) }
        }
    }
}

extension SourceJournal {
    /// Over the file in a directory, as the service opens it.
    init(directory: URL) throws {
        self.init(journal: try Journal(directory: directory, name: "extraction", migrations: Self.migrations))
    }
}
