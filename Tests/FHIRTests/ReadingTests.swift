import FHIR
import Foundation
import ITK
import Letters
import Messages
import Testing
import XML

@Suite("Messages read into the values that they are written from")
struct ReadingTests {
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures")

    private static func fixture(_ name: String) throws -> Data {
        try Data(contentsOf: fixtures.appending(path: name))
    }

    private func written(_ bundle: FHIRBundle) throws -> Data {
        try XMLWriter.document(bundle.element, namespace: FHIR.namespace)
    }

    @Test("give, written again, the very bytes", arguments: ConformanceTests.names)
    func bytes(name: String) throws {
        let data = try Self.fixture(name)
        let bundle = try FHIRBundle(XMLReader.read(data))
        #expect((try written(bundle) == data) as Bool)
        #expect(bundle.document?.composition != nil)
        let header = try #require(bundle.header)
        let isCopy = ["clinical-letter", "discharge-for-information"].contains { name.hasPrefix($0) }
        #expect(try MessageHandling(header).wantsBusinessResponse)
        #expect(try MessageHandling(header).role == (isCopy ? .copy : .registeredPractice))
    }

    private static func record(_ kind: String) throws -> LetterRecord {
        try JSONDecoder.meshPost.decode(LetterRecord.self, from: fixture("\(kind)/record.json"))
    }

    private static let careSetting = Coding(system: FHIR.snomed, code: "893061000000109", display: "Cardiology service")

    @Test(
        "of Transfer of Care are the values that were written",
        arguments: ConformanceTests.kinds.filter { $0 != "clinical-letter" })
    func transferOfCare(kind: String) throws {
        var record = try Self.record(kind)
        record.author = Clinician(name: "Dr B Test", role: "Registrar", gmcNumber: nil)
        let trust = try #require(ODSCode("RXX"))
        let letter = try TransferOfCare(
            kind: #require(TransferOfCareKind(record.kind)), record: record,
            sections: record.sections.map { section in
                try TransferOfCare.Section(
                    heading: #require(SectionHeading(heading: section.heading)),
                    content: HTML.read(section.html, showing: .simple))
            }, attachments: [Bytes(Data("%PDF-1.4".utf8))], careSetting: Self.careSetting,
            trust: .init(ods: trust, name: "Testing Hospitals"), contact: "020 7946 0000", practice: nil,
            replaces: UUID())
        let message = letter.message(
            id: MessageID(UUID()), to: .copy, from: "X26OT001", at: Date(timeIntervalSince1970: 1_795_363_500.25))
        let read = try FHIRBundle(XMLReader.read(written(message.bundle)))
        #expect((read == message.bundle) as Bool)
        #expect(try MessageHandling(#require(read.header)) == message.handling)
        #expect(read.document?.composition?.replaces?.value == letter.replaces.map(FHIR.id))
    }

    @Test("of Send Document are the values that were written", arguments: ConformanceTests.kinds)
    func sendDocument(kind: String) throws {
        let letter = SendDocument(
            record: try Self.record(kind),
            attachments: [.init(mediaType: "text/plain", content: Bytes(Data("Dear colleague,".utf8)))],
            careSetting: Self.careSetting, organisation: try #require(ODSCode("RXX")),
            organisationName: "Testing Hospitals", replaces: nil)
        let message = letter.message(
            id: MessageID(UUID()), to: .registeredPractice, from: "X26OT001",
            at: Date(timeIntervalSince1970: 1_795_363_500))
        let read = try FHIRBundle(XMLReader.read(written(message.bundle)))
        #expect((read == message.bundle) as Bool)
    }

    @Test(
        "and what is not of their form is named by its path, and never repeated",
        arguments: [
            (#"<family value="TEST"/>"#, #"<family value=""/>"#, "Patient.name.family is empty"),
            (#"<gender value="female"/>"#, #"<gender value="TEST"/>"#, "Patient.gender must be one of"),
            (#"<birthDate value="2015-03-04"/>"#, #"<birthDate value="TEST"/>"#, "Patient.birthDate must be a date"),
            (#"<mode value="snapshot"/>"#, "", "List.mode is missing"),
            (
                #"<status value="final"/>"#, #"<status value="final"/><status value="final"/>"#,
                "status is there 2 times"
            ),
            (#"<patient><reference value="urn:uuid:"#, #"<patient><reference value="Patient/"#, "must be urn:uuid:"),
            (
                #"<timestamp value="2026-11-22T16:05:00.000Z"/>"#, #"<timestamp value="TEST"/>"#,
                "MessageHeader.timestamp"
            ),
            ("<section><title", "<section><section/><title", "Composition.section.section must not be there"),
            (#"<content value="JVBERi"#, #"<content value="@@@"#, "Binary.content must be bytes in base64"),
            ("<fullUrl value=\"urn:uuid:", "<fullUrl value=\"urn:TEST:", "Bundle.entry.fullUrl is not the id"),
        ])
    func refused(good: String, bad: String, words: String) throws {
        let text = String(decoding: try Self.fixture("inpatient-discharge/toc.xml"), as: UTF8.self)
        #expect(text.contains(good))
        let root = try XMLReader.read(Data(text.replacing(good, with: bad).utf8))
        let violation = #expect(throws: Violation.self) { try FHIRBundle(root) }
        #expect(violation?.description.contains(words) == true, "\(violation?.description ?? "")")
        #expect(violation?.description.contains("TEST") == false)
    }

    @Test("keep the white space that parts the words of a narrative")
    func whiteSpace() throws {
        let text = String(decoding: try Self.fixture("inpatient-discharge/toc.xml"), as: UTF8.self)
        let changed = text.replacing(
            "<p>No known allergy</p>", with: "<p><b>No</b> <i>known</i><span> </span>allergy</p>")
        #expect(changed != text)
        let bundle = try FHIRBundle(XMLReader.read(Data(changed.utf8)))
        #expect((try written(bundle) == Data(changed.utf8)) as Bool)
    }

    @Test(
        "are read whatever element is missing that the rules do not demand",
        arguments: ["inpatient-discharge/toc.xml", "clinical-letter/send-document.xml"])
    func lacking(name: String) throws {
        let root = try XMLReader.read(Self.fixture(name))
        var read = 0
        for changed in Removal.all(from: root) where ITKProfile.violations(of: changed).allSatisfy(\.isOurs) {
            do {
                _ = try FHIRBundle(changed)
                read += 1
            } catch {
                #expect(Self.unread.contains(error.path), "\(error)")
            }
        }
        #expect(read > 10)
    }

    /// Our values hold whole codings only, where CareConnect-Encounter-1 takes less.
    private static let unread: Set = ["Encounter.class.system", "Encounter.class.code", "Encounter.class.display"]
}
