import Foundation
import Letters
import Messages
import Testing
import XML

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

    @Test("brings along who it is about and how to post it, as JSON and as XML that say the same")
    func metadata() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        let record = try await Sample.record(in: stand.store) { $0.title = "Letter <about> Ann & Bob" }
        let converted = try await stand.converted(record, for: "Y00003")
        let metadata = FolderMetadata(
            converted, envelope: try await stand.envelope(converted), file: "\(converted.attempt.message).pdf")
        let letter = try #require(metadata.about)
        #expect(letter.patient.nhsNumber == "9990000018")
        #expect(letter.patient.addressLines == ["1 Test Street", "Testham"])
        #expect(letter.senderName == "Testing Hospitals")
        #expect(letter.recipientName == "Paper Practice")
        #expect(letter.pages == 1)
        #expect(letter.replacesFormer)
        #expect(try JSONDecoder.meshPost.decode(FolderMetadata.self, from: metadata.json) == metadata)
        let xml = try XMLReader.read(metadata.xml)
        #expect(xml.name == "letterMetadata")
        #expect(xml.first("about", "title")?.allText == "Letter <about> Ann & Bob")
        #expect(xml.first("about", "patient")?.all("addressLines").map(\.allText) == ["1 Test Street", "Testham"])
        #expect(xml.first("about", "replacesFormer")?.allText == "true")
        #expect(xml.first("size")?.allText == String(converted.message.size))
        #expect(!String(decoding: try metadata.json, as: UTF8.self).contains("EPR-"))
        #expect(!String(decoding: try metadata.json, as: UTF8.self).contains("RBS123456"))
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
