import Foundation
import Testing

@testable import Operator

// Over 250 lines: one case for each kind of file that is judged.

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

    @Test(
        "says in one line what a message is, and nothing of whom it is about",
        arguments: [
            (
                "inpatient-discharge/toc.xml",
                "It is Transfer of Care, inpatient discharge (ITK003D), for action, document type Discharge summary (373942005), "
            ),
            ("clinical-letter/send-document.xml", "It is GP Connect Send Document (ITK007C), for information, "),
            ("outpatient-letter/ukcore.xml", "It is a UK Core message, document type Outpatient letter"),
            ("inpatient-discharge/kettering.xml", "It is a Kettering message for testing, not urgent, with a "),
            ("outpatient-letter/itk2.xml", "It is an ITK 2 envelope with a non-coded CDA document, document type Outp"),
        ])
    func summary(name: String, words: String) throws {
        let summary = try judge(name).summary
        #expect(summary.hasPrefix(words), "\(summary)")
        #expect(summary.contains("replacing"))
        for secret in ["TEST", "Ann", "9990000018", "2015"] { #expect(!summary.contains(secret)) }
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
                #"<date value="2026-11-22T16:05:00.000Z"/>"#, #"<date value="2026-13-45T25:00:00Z"/>"#,
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

    @Test("reads whatever prefixes a writer chose")
    func prefixes() throws {
        let envelope = try judge("outpatient-letter/itk2.xml") { text in
            text.replacing(
                /<(\/?)(DistributionEnvelope|header|addresslist|address|auditIdentity|manifest|manifestitem|senderAddress|handlingSpecification|spec|payloads|payload)\b/
            ) {
                "<\($0.output.1)itk:\($0.output.2)"
            }.replacing(#"xmlns="urn:nhs-itk:ns:201005""#, with: #"xmlns:itk="urn:nhs-itk:ns:201005""#)
        }
        #expect(envelope.problems == [])
        let letter = try judge("outpatient-letter/toc.xml") {
            $0.replacing(
                #"<Bundle xmlns="http://hl7.org/fhir">"#,
                with: #"<f:Bundle xmlns="http://hl7.org/fhir" xmlns:f="http://hl7.org/fhir">"#
            )
            .replacing(/<\/Bundle>\s*$/) { _ in "</f:Bundle>" }
        }
        #expect(letter.problems == [])
        let undeclared = try? judge("outpatient-letter/toc.xml") { $0.replacing("Bundle>", with: "x:Bundle>") }
        #expect(undeclared == nil)
    }

    @Test(
        "tells what the specification allows from what it forbids",
        arguments: [
            (
                #"<gender value="female"/>"#,
                #"<telecom><value value="x"/></telecom><gender value="female"/>"#, ""
            ),
            (
                #"<gender value="female"/>"#, #"<gender value="female"/><nickname value="x"/>"#,
                "Patient.nickname is not known"
            ),
            (
                #"<gender value="female"/>"#, #"<gender value="female"/><active value="true"/>"#,
                "Patient.active stands after"
            ),
            (#"<mode value="snapshot"/>"#, #"<mode value="snapshot"/><title value="x"/>"#, ""),
            (#"<mode value="snapshot"/>"#, #"<mode value="changes"/>"#, "List.mode must be snapshot"),
            ("<custodian>", "<attester><mode value=\"legal\"/></attester><custodian>", "Composition.attester must not"),
            (#"<taken value="unk"/>"#, #"<taken value="y"/>"#, ""),
        ])
    func allowed(good: String, bad: String, problem: String) throws {
        let message = try judge("inpatient-discharge/toc.xml") {
            #expect($0.contains(good))
            return $0.replacing(good, with: bad)
        }
        if problem.isEmpty {
            #expect(message.problems == [])
            #expect(!message.notes.isEmpty)
        } else {
            #expect(message.problems.contains { $0.contains(problem) }, "\(message.problems)")
        }
    }

    @Test(
        "refuses identifiers of a wrong form, practice codes in the text, and a letter without its department",
        arguments: ChangedFixture.identifiers)
    func identifiers(example: ChangedFixture) throws {
        let message = try judge(example.file) { text in
            let changed = text.replacing(example.good, with: example.bad)
            #expect(changed != text)
            return changed
        }
        #expect(message.problems.contains(example.problem), "\(message.problems)")
        #expect(message.problems.allSatisfy { !$0.contains("99900000") && !$0.lowercased().contains("y00") })
    }

    @Test(
        "finds what stands in the wrong order or place, leads to the wrong thing, or does not belong together",
        arguments: ChangedFixture.dataTypes + ChangedFixture.narratives + ChangedFixture.references
            + ChangedFixture.belonging)
    func shapes(example: ChangedFixture) throws {
        let message = try judge(example.file) { text in
            let changed = text.replacing(example.good, with: example.bad, maxReplacements: 1)
            #expect(changed != text)
            return changed
        }
        #expect(message.problems.contains(example.problem), "\(message.problems)")
    }

    @Test("misses a header, a composition, or one too many of them")
    func beginnings() throws {
        let headless = try judge("inpatient-discharge/toc.xml") {
            $0.replacing(/<entry><fullUrl value="[^"]*"\/><resource><MessageHeader>.*?<\/entry>/) { _ in "" }
        }
        #expect(headless.problems.contains("Bundle.entry must begin with a MessageHeader"))
        let second = try judge("inpatient-discharge/toc.xml") { text in
            guard
                let range = text.firstRange(
                    of: /<entry><fullUrl value="[^"]*"\/><resource><Patient>.*?<\/resource><\/entry>/)
            else { return text }
            let patient = text[range]
            return text.replacing(patient, with: "").replacing(
                #"<type value="document"/>"#, with: #"<type value="document"/>"# + patient)
        }
        #expect(second.problems == ["Bundle.entry must begin with a Composition"])
    }

    @Test(
        "finds a Kettering message with nothing to show, or with what no practice can open",
        arguments: [
            ("", "says nothing"), (String(repeating: "QUJD", count: 50), "is a file of no type that practices file"),
            (String(repeating: "QUJD", count: 50) + "A", "must be bytes in base64"),
        ])
    func textBlock(text: String, problem: String) throws {
        let message = try judge("inpatient-discharge/kettering.xml") {
            $0.replacing(/<TextBlock>.*<\/TextBlock>/.dotMatchesNewlines()) { _ in "<TextBlock>\(text)</TextBlock>" }
        }
        #expect(message.problems == ["ReportMsg.ClinicalReport.TextItem.TextBlock \(problem)"])
    }

    @Test("only notes what other Kettering writers say beside ours")
    func otherWriters() throws {
        let message = try judge("inpatient-discharge/kettering.xml") {
            $0.replacing(
                "</ActionRequested>", with: "</ActionRequested><MedicationChanged>Y</MedicationChanged>"
            ).replacing("731d7e82-ca06", with: "731D7E82-CA06").replacing(
                "</EventDate>", with: "</EventDate><EventDateEnd>202611221430</EventDateEnd>")
        }
        #expect(message.problems == [])
        #expect(message.notes.contains("ReportMsg.ReportingInformation.MedicationChanged is never written"))
        #expect(message.notes.contains("ReportMsg.MsgId must be a UUID in small letters"))
    }

    @Test("finds a tracking id that is not in capitals")
    func trackingID() throws {
        let message = try judge("clinical-letter/itk2.xml") {
            $0.replacing(/trackingid="([^"]*)"/) { "trackingid=\"\($0.output.1.lowercased())\"" }
        }
        #expect(message.problems == ["DistributionEnvelope.header@trackingid must be a UUID in capital letters"])
    }

    private static let answer = """
        <InfrastructureResponse xmlns="urn:nhs-itk:ns:201005" timestamp="2026-11-22T16:05:00Z" serviceRef="urn:a"
        trackingIdRef="7D6F23E0-AE1A-11DB-8707-B18E1E0994EF" result="Failure"><reportingIdentity><id uri="urn:b"/>
        </reportingIdentity><errors><errorInfo><ErrorID>1</ErrorID><ErrorCode codeSystem="1">DE0006</ErrorCode>
        </errorInfo></errors></InfrastructureResponse>
        """

    @Test("judges answers, and says what they answer")
    func answers() throws {
        let right = try JudgedMessage(Data(Self.answer.utf8))
        #expect(right.problems == [])
        #expect(
            right.summary == "It is the answer to a message: rejected (DE0006: the manifest could not be processed).")
        let wrong = try JudgedMessage(
            Data(Self.answer.replacing("Failure", with: "Ann").replacing("7D6F23E0", with: "7d6f23e0").utf8))
        #expect(wrong.problems.count == 2)
        #expect(wrong.problems.contains { $0.contains("@result must be one of") })
        #expect(wrong.problems.contains { $0.contains("@trackingIdRef must be a UUID in capital letters") })
        #expect(!wrong.problems.joined().contains("Ann"))
    }

    @Test("says of other files that they are no messages", arguments: ["<html/>", "text", ""])
    func other(text: String) {
        #expect(throws: Trouble.self) { try JudgedMessage(Data(text.utf8)) }
    }
}
