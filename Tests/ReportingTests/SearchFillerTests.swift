import Documents
import Foundation
import Journal
import Letters
import Logging
import Messages
import Synchronization
import TestSupport
import Testing

@testable import Reporting

@Suite("The search by name")
struct SearchFillerTests {
    private let ledger: Ledger
    private let folder: URL
    private let documents: DocumentStore
    private let log = KeptLog()

    init() throws {
        ledger = try Samples.ledger()
        folder = FileManager.default.temporaryDirectory.appending(path: "documents-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        documents = try DocumentStore(folder, key: nil, form: .files)
    }

    private func filler() -> SearchFiller {
        SearchFiller(ledger: ledger, documents: documents, logger: Logger(label: "test") { _ in log })
    }

    /// Returns a letter whose record is in the document store.
    private func readable(_ document: String, family: String) async throws -> Samples {
        let samples = try Samples(document)
        let facts = samples.facts
        let record = LetterRecord(
            chain: facts.chain, letter: facts.letter, source: facts.source, documentID: document, revision: 1,
            kind: facts.kind, urgency: facts.urgency, title: "Letter", createdAt: facts.signedAt,
            signedAt: facts.signedAt, signedBy: Clinician(name: "Dr A Test"), restricted: false,
            patient: Patient(
                nhsNumber: NHSNumber("9990000018"), nhsNumberStatus: .presentAndVerified, family: family,
                given: ["Ann"],
                birthDate: "2015-03-04", gender: .female),
            recipients: [Recipient(ods: facts.recipient, role: facts.role)], document: nil)
        let bytes = try JSONEncoder.meshPost.encode(record)
        return try Samples(document, record: try await documents.put(bytes, mediaType: "application/json"))
    }

    private func found(_ family: String) async throws -> Int {
        try await ledger.search(family).letters.count
    }

    @Test("finds a later letter, however many records before it cannot be read, and says so in one line")
    func unreadable() async throws {
        for index in 0..<150 { try await ledger.note(try Samples("BAD-\(index)").extracted(), parking: nil) }
        let good = try await readable("EPR-1", family: "Quillfeather")
        try await ledger.note(try good.extracted(), parking: nil)
        let now = Date()
        let filler = filler()
        while try await filler.fill(at: now) > 0 {}
        #expect(try await found("Quillfeather") == 1)
        let lines = log.lines
        #expect((1...2).contains(lines.count) && lines.allSatisfy { $0.contains("letter records not readable") })
        #expect(lines.allSatisfy { !$0.contains("Quillfeather") })
        // The letters are tried again after a pause, without another log line.
        #expect(try await filler.fill(at: now) == 0)
        #expect(try await filler.fill(at: now + 2) == 100)
        #expect(log.lines.count == lines.count)
    }

    @Test("says to readiness what a search has not found for an hour, until it does")
    func toldAfterAnHour() async throws {
        let good = try await readable("EPR-1", family: "Quillfeather")
        try await ledger.note(try good.extracted(), parking: nil)
        let file = folder.appending(path: good.facts.record.location)
        try FileManager.default.moveItem(at: file, to: file.appendingPathExtension("away"))
        let told = Mutex<[String?]>([])
        var filler = self.filler()
        filler.setReadiness = { words in told.withLock { $0.append(words) } }
        let now = Date()
        var time = 0.0
        while told.withLock({ $0.last?.flatMap { $0 } }) == nil, time < 7200 {
            while try await filler.fill(at: now + time) > 0 {}
            time += 30
        }
        #expect((3000...4500).contains(time), "\(time)")
        let words = told.withLock { $0.last.flatMap { $0 } }
        #expect(words?.contains("does not find 1 letters, whose records cannot be read for over an hour") == true)
        try FileManager.default.moveItem(at: file.appendingPathExtension("away"), to: file)
        _ = try await filler.fill(at: now + time + 1000)
        #expect(told.withLock { $0.last } == .some(nil))
    }

    @Test("finds a letter whose record comes back")
    func comesBack() async throws {
        let good = try await readable("EPR-1", family: "Quillfeather")
        try await ledger.note(try good.extracted(), parking: nil)
        let file = folder.appending(path: good.facts.record.location)
        let away = file.appendingPathExtension("away")
        try FileManager.default.moveItem(at: file, to: away)
        let now = Date()
        #expect(try await filler().fill(at: now) == 1)
        #expect(try await found("Quillfeather") == 0)
        try FileManager.default.moveItem(at: away, to: file)
        #expect(try await filler().fill(at: now + 2) == 1)
        #expect(try await found("Quillfeather") == 1)
    }
}
