import Foundation
import Testing

@testable import Operator

@Suite("meshpost validate")
struct ValidateTests {
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures")

    private func judge(_ name: String, _ change: (String) -> String = { $0 }) throws -> JudgedMessage {
        let text = try String(contentsOf: Self.fixtures.appending(path: name), encoding: .isoLatin1)
        return try JudgedMessage(Data(change(text).utf8))
    }

    @Test(
        "finds nothing wrong with what we send",
        arguments: [
            "inpatient-discharge/toc.xml", "outpatient-letter/toc.xml", "clinical-letter/send-document.xml",
            "mental-health-discharge/kettering.xml", "inpatient-discharge/kettering.xml",
            "inpatient-discharge/itk2.xml", "outpatient-letter/itk2.xml", "outpatient-letter/ukcore.xml",
            "clinical-letter/ukcore.xml",
        ])
    func right(name: String) throws {
        #expect(try judge(name).problems == [])
    }

    @Test("names the element that is wrong, and nothing that stands in it")
    func wrong() throws {
        let message = try judge("inpatient-discharge/toc.xml") {
            $0.replacing(#"<title value="Clinical summary"/>"#, with: #"<title value="Ann's summary"/>"#)
        }
        #expect(message.problems == ["Composition.section (Clinical summary).title must be Clinical summary"])
        let timeless = try judge("outpatient-letter/itk2.xml") {
            $0.replacing(#"<effectiveTime value="20261122154000+0000"/>"#, with: #"<effectiveTime value="+0000"/>"#)
        }
        #expect(timeless.problems.count == 1)
        #expect(timeless.problems.first?.contains("effectiveTime must be a time with its zone") == true)
        let kettering = try judge("inpatient-discharge/kettering.xml") {
            $0.replacing("9990000018", with: "9990000019")
        }
        #expect(kettering.problems.count == 1)
        #expect(kettering.problems.first?.contains("IdValue must be an NHS number") == true)
        #expect(kettering.problems.first?.contains("999") == false)
    }

    @Test(
        "finds what the official schemas find in dates, times, bytes, narratives and references",
        arguments: [
            (
                #"<date value="2026-11-22T15:40:00.000Z"/>"#, #"<date value="2026-13-45T25:00:00Z"/>"#,
                "Composition.date"
            ),
            (
                #"<timestamp value="2026-11-22T16:05:00.000Z"/>"#, #"<timestamp value="2026-11-22T16:05:00"/>"#,
                "timestamp"
            ),
            (#"<birthDate value="2015-03-04"/>"#, #"<birthDate value="2015-02-30"/>"#, "birthDate"),
            (#"<birthDate value="2015-03-04"/>"#, #"<birthDate value="4 March"/>"#, "birthDate"),
            (#"<content value="JVBERi0x"#, #"<content value="@@@@RNi0x"#, "Binary.content"),
            ("<p>Nothing else of note.</p>", "<script>1</script>", "div.script"),
            ("<p>Nothing else of note.</p>", "<p onclick='x()'>Nothing</p>", "@onclick"),
            ("<p>Nothing else of note.</p>", "<p> </p>", "says nothing"),
            (#"<div xmlns="http://www.w3.org/1999/xhtml"><p>Nothing"#, "<div><p>Nothing", "namespace"),
            (#"<Bundle xmlns="http://hl7.org/fhir">"#, #"<Bundle xmlns="http://evil.test">"#, "namespace"),
            (
                #"<custodian><reference value="urn:uuid:fc4af5e1-952b-5e65-a301-95d50598d562"/>"#,
                #"<custodian><reference value="urn:uuid:e64b14c7-954e-518c-8a96-6d655b61d50e"/>"#, "Organization"
            ),
            (
                #"<custodian><reference value="urn:uuid:fc4af5e1-952b-5e65-a301-95d50598d562"/>"#,
                #"<custodian><reference value="http://evil.test/Organization/1"/>"#, "leads to no entry"
            ),
        ])
    func malformed(good: String, bad: String, words: String) throws {
        let message = try judge("outpatient-letter/toc.xml") {
            #expect($0.contains(good))
            return $0.replacing(good, with: bad)
        }
        #expect(message.problems.contains { $0.contains(words) }, "\(message.problems)")
    }

    @Test("finds that event, definition and document are not of one message, and that a response is not asked for")
    func mixed() throws {
        let event = try judge("outpatient-letter/toc.xml") { $0.replacing("ITK006D", with: "ITK003D") }
        #expect(event.problems.contains { $0.contains("(MessageDefinition) is not that of the event") })
        #expect(event.problems.contains { $0.contains("Composition.meta.profile is not that of the message's event") })
        let silent = try judge("clinical-letter/send-document.xml") {
            $0.replacing(
                #""BusAckRequested"><valueBoolean value="true"/>"#,
                with: #""BusAckRequested"><valueBoolean value="false"/>"#)
        }
        #expect(silent.problems == ["MessageHeader.extension (BusAckRequested) must be true"])
    }

    @Test("finds a tracking id that is not in capitals")
    func trackingID() throws {
        let message = try judge("clinical-letter/itk2.xml") {
            $0.replacing(/trackingid="([^"]*)"/) { "trackingid=\"\($0.output.1.lowercased())\"" }
        }
        #expect(message.problems == ["DistributionEnvelope.header@trackingid must be a UUID in capital letters"])
    }

    @Test("says of other files that they are no messages", arguments: ["<html/>", "text", ""])
    func other(text: String) {
        #expect(throws: Trouble.self) { try JudgedMessage(Data(text.utf8)) }
    }
}
