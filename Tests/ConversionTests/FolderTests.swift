import Foundation
import Letters
import Messages
import Testing

@testable import Conversion

@Suite("A letter for a practice's folder")
struct FolderTests {
    @Test("is the document itself, under a name of ids only, and expects no answer")
    func folder() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        let record = try await Sample.record(in: stand.store)
        let outcome = try await stand.handle(stand.extracted(record, for: "Y00003"))
        #expect(outcome.type == .letterConvertedForFolder)
        let converted = try outcome.payload(LetterConverted.self)
        #expect(converted.expects.isEmpty)
        #expect(converted.channel == .folder)
        #expect(converted.workflow.isEmpty)
        #expect(try await stand.message(converted) == Sample.pdf)
        let envelope = try await stand.envelope(converted)
        #expect(envelope.fileName == "\(converted.attempt.message).pdf")
        #expect(envelope.subject == "Outpatient clinic letter for Ann TEST, NHS Number: 9990000018, Version: 2")
    }

    @Test("goes without a known care setting, and when it is restricted: no electronic record takes it in")
    func lenient() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        let record = try await Sample.record(in: stand.store) {
            $0.encounter = nil
            $0.restricted = true
        }
        let outcome = try await stand.handle(stand.extracted(record, for: "Y00003"))
        #expect(outcome.type == .letterConvertedForFolder)
    }
}
