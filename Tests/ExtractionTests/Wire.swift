import Documents
import Foundation
import HL7v2
import Letters
import Logging
import Messages
import Synchronization
import TestSupport

@testable import Extraction

/// An HL7 port with an extraction behind it, as a test sees both.
final class Wire {
    let root: URL
    let documents: DocumentStore
    private(set) var journal: SourceJournal
    private(set) var listener: HL7Listener
    private var running: Task<Void, any Error>?
    private let told: Told
    private let source: HL7Source

    final class Told: Sendable {
        let trouble = Mutex<String?>(nil)
        let log = KeptLog(from: .trace)
    }

    var trouble: String? { told.trouble.withLock { $0 } }
    var log: String { told.log.lines.joined(separator: "\n") }

    init(_ feeds: [Feed] = [Feed(name: "epr")], _ change: (inout HL7Source) -> Void = { _ in }) async throws {
        root = FileManager.default.temporaryDirectory.appending(path: "wire-\(UUID().uuidString)")
        for name in ["state", "documents"] {
            try FileManager.default.createDirectory(at: root.appending(path: name), withIntermediateDirectories: true)
        }
        documents = try DocumentStore(root.appending(path: "documents"), key: nil)
        var source = HL7Source(name: "epr", port: 0, feeds: feeds)
        change(&source)
        self.source = source
        told = Told()
        journal = try SourceJournal(directory: root.appending(path: "state"))
        listener = Self.listener(source, documents, journal, told)
        try await start()
    }

    deinit { running?.cancel() }

    private static func admission(_ documents: DocumentStore, _ journal: SourceJournal, _ told: Told) -> Admission {
        let organisation = ODSCode("RXX")!
        let logger = Logger(label: "test") { _ in told.log }
        return Admission(organisation: organisation, documents: documents, journal: journal, logger: logger)
    }

    var admission: Admission { Self.admission(documents, journal, told) }

    private static func listener(
        _ source: HL7Source, _ documents: DocumentStore, _ journal: SourceJournal, _ told: Told
    ) -> HL7Listener {
        HL7Listener(source, admission: admission(documents, journal, told), isLive: true) { trouble in
            told.trouble.withLock { $0 = trouble }
        }
    }

    private func start() async throws {
        let listener = listener
        running = Task { try await listener.run() }
        try await eventually("the port is served", within: .seconds(20)) { listener.port != nil }
    }

    /// As after a crash: what was in memory is gone, a new process stands on the same files.
    func restart() async throws {
        running?.cancel()
        _ = await running?.result
        journal = try SourceJournal(directory: root.appending(path: "state"))
        listener = Self.listener(source, documents, journal, told)
        try await start()
    }

    var port: Int { listener.port ?? 0 }

    func peer() async throws -> MLLPPeer { try await MLLPPeer(port: port) }

    /// Sends it on a connection of its own.
    @discardableResult
    func code(of sample: HL7Sample) async throws -> String? { try await peer().code(of: sample) }

    func setStoreAway(_ isAway: Bool) throws {
        let (store, away) = (root.appending(path: "documents"), root.appending(path: "away"))
        try FileManager.default.moveItem(at: isAway ? store : away, to: isAway ? away : store)
    }

    func events() async throws -> [Event] { try await journal.waitingEvents() }

    func counts() async throws -> Counts.Line { try await Counts(journal, [listener]).lines()[0] }

    func facts() async throws -> [DeliveryFacts] {
        try await events().filter { $0.type == .letterExtracted }.map { try $0.payload(LetterExtracted.self).facts }
    }

    func reasons() async throws -> [String] {
        try await events().filter { $0.type == .letterWithheld }
            .flatMap { try $0.payload(LetterWithheld.self).reasons.map(\.code) }
    }
}
