import Documents
import Foundation
import Letters
import Messages
import Operations
import Pipeline
import Testing

@testable import Conversion

@Suite("A letter that cannot be converted as it stands")
struct RefusalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var code: String
        var ods = "Y00001"
        var environment = TrustEnvironment.test
        var document: Data? = Sample.pdf
        var change: @Sendable (inout LetterRecord) -> Void = { _ in }
        var testDescription: String { code }
    }

    static let encrypted = Data(
        String(decoding: Sample.pdf, as: UTF8.self).replacing("/Root 1 0 R", with: "/Root 1 0 R/Encrypt 9 0 R").utf8)

    static let cases: [Case] = [
        Case(code: "practice-unknown", ods: "Y00099"),
        Case(code: "practice-closed", ods: "Y00005"),
        Case(code: "not-assured", ods: "Y00004"),
        Case(code: "workflow-missing", ods: "Y00007"),
        // The practices take Send Document, Transfer of Care, Kettering, ITK 2 and UK Core.
        Case(code: "restricted") { $0.restricted = true },
        Case(code: "restricted", ods: "Y00010") { $0.restricted = true },
        Case(code: "restricted", ods: "Y00014") { $0.restricted = true },
        Case(code: "restricted", ods: "Y00017") { $0.restricted = true },
        Case(code: "restricted", ods: "Y00018") { $0.restricted = true },
        Case(code: "live-test-guard", environment: .live),
        Case(code: "live-test-guard") { $0.patient.nhsNumber = NHSNumber("9434765919") },
        Case(code: "live-test-guard") { $0.patient.nhsNumber = nil },
        Case(code: "nhs-number-missing", environment: .live) { $0.patient.nhsNumber = nil },
        Case(code: "demographics-incomplete") {
            $0.patient.nhsNumberStatus = .presentNotTraced
            $0.patient.address = nil
        },
        Case(code: "nhs-number-unresolved") { $0.patient.nhsNumberStatus = .needsResolving },
        Case(code: "nhs-number-unresolved", ods: "Y00011") { $0.patient.nhsNumberStatus = .noOrMultipleMatch },
        Case(code: "nhs-number-unresolved", ods: "Y00010") { $0.patient.nhsNumberStatus = .notPresentNotRequired },
        Case(code: "letter-incomplete", ods: "Y00010") { record in
            record.sections.removeAll { $0.heading == "Attendance details" }
        },
        Case(code: "care-setting-unmapped") { $0.encounter?.specialty = "361" },
        Case(code: "care-setting-unmapped") { $0.encounter = Encounter(specialty: "361", careSetting: "1234") },
        Case(code: "care-setting-unmapped") { $0.encounter = nil },
        Case(code: "document-missing", document: nil),
        Case(code: "document-missing", ods: "Y00003", document: nil),
        Case(code: "document-type-unsupported", document: Data("PK\u{3}\u{4} a Word file".utf8)),
        Case(code: "document-broken", document: Sample.pdf.prefix(100)),
        Case(code: "document-encrypted", document: encrypted),
        Case(code: "document-encrypted", ods: "Y00003", document: encrypted),
        Case(code: "too-large", ods: "Y00006"),
        Case(code: "too-large", ods: "Y00008"),
        Case(code: "message-invalid") { $0.patient.family = " " },
        Case(code: "message-invalid") { $0.patient.family = "TE\u{1}ST" },
    ]

    @Test("is refused with a code and a sentence for the worklist", arguments: cases)
    func refused(example: Case) async throws {
        let stand = try Stand(environment: example.environment)
        defer { stand.remove() }
        let record = try await Sample.record(in: stand.store, document: example.document, example.change)
        let event = try await stand.extracted(record, for: example.ods)
        let outcome = try await stand.handle(event)
        #expect(outcome.type == .letterRefused)
        let reason = try #require(try outcome.payload(LetterOutcome.self).reason)
        #expect(reason.code == example.code)
        #expect(!reason.detail.isEmpty)
        for secret in ["9990000018", "9434765919", "Ann", "TEST", "2015", "EPR-"] {
            #expect(!reason.detail.contains(secret))
        }
        #expect(try await stand.handle(event) == outcome)
    }

    @Test("names the element that would not be valid")
    func invalidPath() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        let record = try await Sample.record(in: stand.store) { $0.title = "" }
        let outcome = try await stand.handle(stand.extracted(record)).payload(LetterOutcome.self)
        #expect(outcome.reason?.detail.contains("Composition.title") == true)
    }

    @Test("with attachments does not go into a folder without them")
    func folderAttachments() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        let record = try await Sample.record(in: stand.store)
        var more = record
        more.attachments = [try #require(record.document)]
        let outcome = try await stand.handle(stand.extracted(more, for: "Y00003")).payload(LetterOutcome.self)
        #expect(outcome.reason?.code == "attachments-unsupported")
    }

    @Test("whose document is not in the store is tried again later; one that is damaged is parked")
    func objects() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        let record = try await Sample.record(in: stand.store) { $0.document?.location = "00/0000" }
        let event = try await stand.extracted(record)
        await #expect(throws: StageFailure.self) { try await stand.handle(event) }
        let other = try await Sample.record(in: stand.store)
        let path = stand.folder.appending(path: try #require(other.document).location).path
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        try Data("something else".utf8).write(to: URL(filePath: path))
        let second = try await stand.extracted(other)
        do {
            _ = try await stand.handle(second)
            Issue.record("a damaged document must not be sent")
        } catch StageFailure.never(let reason) {
            #expect(reason.code == "object-damaged")
        }
    }

    @Test("whose record is none is parked, and so is an event that conversion has no part in")
    func parked() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        var facts = try await stand.facts(Sample.record(in: stand.store), for: "Y00001", role: .copy)
        facts.record = try await stand.store.put(Data("{}".utf8), mediaType: "application/json")
        let event = try stand.event(.letterExtracted, LetterExtracted(facts: facts))
        do {
            _ = try await stand.handle(event)
            Issue.record("there is no record")
        } catch StageFailure.never(let reason) {
            #expect(reason.code == "record-unreadable")
        }
        let foreign = try stand.event(.letterFiled, LetterOutcome(facts: facts))
        do {
            _ = try await stand.handle(foreign)
            Issue.record("that is no work of conversion")
        } catch StageFailure.never(let reason) {
            #expect(reason.code == "not-for-conversion")
        }
    }
}
