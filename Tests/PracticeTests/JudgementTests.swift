import Foundation
import Testing

@testable import Practice

@Suite("What a practice accepts")
struct JudgementTests {
    private func code(_ data: Data, from: String = "X26HOSP1") -> String? {
        guard let message = XMLReading.read(data).flatMap(ITKMessage.init) else { return "10009" }
        return ITKRules.firstBroken(.init(message: message, from: from, size: data.count))?.code.rawValue
    }

    @Test("a letter that keeps every rule")
    func valid() {
        let data = LetterFixture().data
        let message = XMLReading.read(data).flatMap(ITKMessage.init)
        let finding = message.flatMap {
            ITKRules.firstBroken(.init(message: $0, from: "X26HOSP1", size: data.count))
        }
        #expect(message != nil)
        #expect(finding == nil)
    }

    /// One place changed, and the code that a sender must then get.
    struct Variant: CustomTestStringConvertible {
        var what: String
        var old: String
        var new: String
        var code: String
        var testDescription: String { what }
    }

    private static let profiles = "https://fhir.nhs.uk/STU3/StructureDefinition/"
    private static let variants = [
        Variant(what: "not XML", old: "</Bundle>", new: "", code: "10009"),
        Variant(
            what: "a document type", old: "<Bundle xmlns", new: "<!DOCTYPE b [<!ENTITY e 'x'>]><Bundle xmlns",
            code: "10009"),
        Variant(what: "no header", old: "MessageHeader>", new: "Basic>", code: "10009"),
        Variant(
            what: "a missing handling part",
            old: "<extension url=\"LocalExtension\"><valueString value=\"None\"/></extension>",
            new: "", code: "10001"),
        Variant(
            what: "a handling part twice", old: "<extension url=\"SenderReference\">",
            new:
                "<extension url=\"SenderReference\"><valueString value=\"x\"/></extension>"
                + "<extension url=\"SenderReference\">",
            code: "10001"),
        Variant(
            what: "no technical answer wanted",
            old: "<extension url=\"InfAckRequested\"><valueBoolean value=\"true\"/>",
            new: "<extension url=\"InfAckRequested\"><valueBoolean value=\"false\"/>", code: "10002"),
        Variant(
            what: "no business answer wanted",
            old: "<extension url=\"BusAckRequested\"><valueBoolean value=\"true\"/>",
            new: "<extension url=\"BusAckRequested\"><valueBoolean value=\"false\"/>", code: "10003"),
        Variant(what: "an unknown recipient type", old: "code value=\"FA\"", new: "code value=\"FX\"", code: "10010"),
        Variant(what: "a foreign display", old: "value=\"For Action\"", new: "value=\"for action\"", code: "10010"),
        Variant(
            what: "another message definition", old: "ITK-GPConnectSendDocument-MessageDefinition-1",
            new: "ITK-OPL-MessageDefinition-4", code: "10004"),
        Variant(
            what: "another version of the definition", old: "SendDocument-MessageDefinition-1",
            new: "SendDocument-MessageDefinition-2", code: "10005"),
        Variant(what: "an empty sender reference", old: "value=\"activity-1\"", new: "value=\"\"", code: "10007"),
        Variant(what: "another event", old: "ITK007C", new: "ITK006D", code: "20006"),
        Variant(
            what: "no message bundle", old: "type value=\"message\"", new: "type value=\"collection\"", code: "20006"),
        Variant(
            what: "an unclaimed header profile", old: profiles + "ITK-MessageHeader-2", new: "urn:x", code: "20006"),
        Variant(what: "a time without zone", old: "16:05:00+00:00", new: "16:05:00", code: "20006"),
        Variant(
            what: "a source that says more", old: "<source><endpoint", new: "<source><name value=\"x\"/><endpoint",
            code: "20006"),
        Variant(
            what: "another mailbox as source", old: "endpoint value=\"X26HOSP1\"", new: "endpoint value=\"X26HOSP2\"",
            code: "20006"),
        Variant(
            what: "a receiver", old: "<sender><reference",
            new: "<receiver><reference value=\"urn:uuid:x\"/></receiver><sender><reference",
            code: "20006"),
        Variant(
            what: "a sender with a name", old: "<value value=\"X26\"/></identifier>\n</Organization>",
            new: "<value value=\"X26\"/></identifier><name value=\"x\"/></Organization>", code: "20006"),
        Variant(
            what: "a focus that leads nowhere", old: "<focus><reference value=\"urn:uuid:",
            new: "<focus><reference value=\"urn:uuid:0", code: "20006"),
        Variant(
            what: "no document bundle", old: "type value=\"document\"", new: "type value=\"collection\"",
            code: "20009"),
        Variant(
            what: "no time of creation", old: "<lastUpdated value=\"2026-11-22T16:05:00Z\"/>", new: "", code: "20009"),
        Variant(what: "a draft", old: "status value=\"final\"", new: "status value=\"preliminary\"", code: "20009"),
        Variant(what: "no care setting", old: "Extension-CareConnect-CareSettingType-1", new: "x", code: "20009"),
        Variant(
            what: "no title", old: "<title value=\"Cardiology Service Outpatient Letter\"/>", new: "", code: "20009"),
        Variant(what: "a type without display", old: "<display value=\"Outpatient letter\"/>", new: "", code: "20009"),
        Variant(
            what: "restricted", old: "<title value=\"Cardiology Service Outpatient Letter\"/>",
            new: "<title value=\"x\"/><confidentiality value=\"R\"/>", code: "20009"),
        Variant(
            what: "a reference that leads nowhere", old: "<author><reference value=\"urn:uuid:",
            new: "<author><reference value=\"urn:uuid:0", code: "20009"),
        Variant(
            what: "no custodian's code", old: "<value value=\"X26\"/></identifier>\n<name",
            new: "<value value=\"\"/></identifier>\n<name", code: "20009"),
        Variant(what: "a wrong NHS number", old: "9990000018", new: "9990000019", code: "20009"),
        Variant(what: "an unknown tracing status", old: "code value=\"01\"", new: "code value=\"09\"", code: "20009"),
        Variant(
            what: "an untraced number without address", old: "code value=\"01\"", new: "code value=\"02\"",
            code: "20009"),
        Variant(what: "a usual name", old: "use value=\"official\"", new: "use value=\"usual\"", code: "20009"),
        Variant(what: "no section", old: "section>", new: "event>", code: "20009"),
        Variant(
            what: "an unclaimed attachment profile", old: profiles + "ITK-Attachment-Binary-1", new: "urn:x",
            code: "20009"),
        Variant(what: "an executable", old: "application/pdf", new: "application/x-msdownload", code: "20004"),
        Variant(what: "another type than the content", old: "application/pdf", new: "image/png", code: "20009"),
        Variant(what: "content that is not base64", old: "content value=\"", new: "content value=\"*", code: "20009"),
    ]

    @Test("every fault has its code", arguments: variants)
    func variant(_ variant: Variant) {
        let fixture = LetterFixture()
        let data = fixture.changed(variant.old, to: variant.new)
        #expect(data != fixture.data, "the variant changes nothing")
        #expect(code(data) == variant.code)
    }

    @Test("a message of more than five megabytes is 20015")
    func tooLarge() {
        var fixture = LetterFixture()
        fixture.content = Data("%PDF-".utf8) + Data(count: 4_000_000) + Data("%%EOF".utf8)
        #expect(code(fixture.data) == "20015")
    }

    @Test(
        "other types of attachment are told by their content",
        arguments: [
            ("image/jpg", Data([0xff, 0xd8, 0xff, 0xe0]), nil), ("image/jpeg", Data("%PDF-".utf8), "20009"),
            ("text/plain", Data("Dear colleague".utf8), nil), ("application/rtf", Data("{\\rtf1 }".utf8), nil),
        ])
    func types(mediaType: String, content: Data, expected: String?) {
        var fixture = LetterFixture()
        fixture.mediaType = mediaType
        fixture.content = content
        #expect(code(fixture.data) == expected)
    }
}
