import FHIR
import Foundation
import ITK
import Letters
import Testing
import XML

@Suite("Writing FHIR")
struct WritingTests {
    private func text(_ element: Element) -> String { String(decoding: XMLWriter.fragment(element), as: UTF8.self) }

    @Test(
        "what XML must escape is escaped, and what it cannot hold is replaced",
        arguments: [
            (#"a<b>&"c""#, "a&lt;b&gt;&amp;&quot;c&quot;"), ("a\tb\nc\r", "a&#9;b&#10;c&#13;"), ("é☃😀", "é☃😀"),
            ("a\u{0}\u{1F}\u{FFFE}", "a\u{FFFD}\u{FFFD}\u{FFFD}"),
        ])
    func escaping(text value: String, written: String) throws {
        #expect(text(Element("a", value)) == "<a value=\"\(written)\"/>")
    }

    @Test("what is written is read back", arguments: ["<&>\"'", " two  spaces ", "line\nline", "Ünïcödé 😀"])
    func roundTrip(value: String) throws {
        let data = try XMLWriter.document(Element("a", [Element("b", value)]))
        #expect(try XMLNode.read(data).first("b")?.value == value)
    }

    @Test(
        "base64 is the same whether it is written in one piece or in many",
        arguments: [0, 1, 2, 3, 49_151, 49_152, 150_001])
    func base64(length: Int) {
        let data = Data((0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        #expect(text(Element("content", base64: Bytes(data))) == "<content value=\"\(data.base64EncodedString())\"/>")
    }

    @Test("a narrative is XHTML in its own namespace, with its text escaped")
    func narrative() {
        let written = text(Narrative("a < b", "c").element)
        #expect(
            written
                == #"<text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml">"#
                + "<p>a &lt; b</p><p>c</p></div></text>"
        )
    }

    @Test(
        "our own rules find what breaks them, and say where",
        arguments: [
            ("entry", "Bundle.entry"), ("identifier", "Bundle.identifier"), ("type", "Bundle.type"),
        ])
    func missing(name: String, path: String) {
        let bundle = FHIRBundle(
            id: UUID(), profile: ITKProfile.messageBundle.url, identifier: BusinessIdentifier(UUID()), kind: .message,
            entries: [])
        var element = bundle.element
        element.children.removeAll { $0.name == name }
        #expect(ITKProfile.violations(of: element).contains { $0.path == path })
    }

    @Test(
        "a missing composition, a reference to what is not there, a second resource of the same id, a profile of nobody's"
    )
    func bundles() throws {
        let patient = Patient(
            nhsNumber: NHSNumber("9990000018"), nhsNumberStatus: .presentAndVerified, family: "TEST", given: ["Ann"],
            birthDate: "2015-03-04", gender: .female)
        let resource = PatientResource(id: UUID(), profile: "urn:nobody", patient: patient)
        let visit = EncounterResource(
            id: UUID(), profile: ITKProfile.encounter.url, setting: .inpatient, subject: Reference(UUID()),
            period: Period(start: Date(timeIntervalSince1970: 0), end: nil))
        let bundle = FHIRBundle(
            id: UUID(), profile: ITKProfile.documentBundle.url, lastUpdated: Date(timeIntervalSince1970: 0),
            identifier: BusinessIdentifier(UUID()), kind: .document,
            entries: [.patient(resource), .patient(resource), .encounter(visit)])
        let paths = Set(ITKProfile.violations(of: bundle.element).map(\.path))
        #expect(
            paths == ["Bundle.entry", "Patient.meta.profile", "Bundle.entry.fullUrl", "Encounter.subject.reference"])
    }

    @Test(
        "every NHS number status has the words of the code system",
        .enabled(if: Cases.exist("itk3/careconnect/codesystems"), "../shared/cases is absent"),
        arguments: NHSNumberStatus.allCases)
    func statuses(status: NHSNumberStatus) throws {
        let file = "itk3/careconnect/codesystems/CodeSystem-CareConnect-NHSNumberVerificationStatus-1.xml"
        let concepts = try XMLNode.read(Cases.data(file)).all("concept")
        let display = concepts.first { $0.first("code")?.value == status.rawValue }?.first("display")?.value
        let patient = Patient(
            nhsNumber: NHSNumber("9990000018"), nhsNumberStatus: status, family: "TEST", given: [],
            birthDate: "2015-03-04", gender: .female)
        let element = PatientResource(id: UUID(), profile: ITKProfile.patient.url, patient: patient).element
        let coding = element.first("identifier", "extension", "valueCodeableConcept", "coding")
        #expect(coding?.first("display")?.valueText == display)
    }
}
