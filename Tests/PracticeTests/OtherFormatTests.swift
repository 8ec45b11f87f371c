import Foundation
import Testing

@testable import Practice

@Suite("What a practice accepts of Transfer of Care and of Kettering")
struct OtherFormatTests {
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures")

    /// One place of a fixture changed, and what the practice then says.
    struct Variant: Sendable, CustomTestStringConvertible {
        var what: String
        var old: String
        var new: String
        var code = "20009"
        var testDescription: String { what }
    }

    private func judged(
        _ file: String, _ variant: Variant?, workflow: String, ods: String = "Y00010", system: String = "EMIS"
    ) throws -> Finding? {
        var data = try Data(contentsOf: Self.fixtures.appending(path: file))
        if let variant {
            let text = String(decoding: data, as: UTF8.self).replacing(variant.old, with: variant.new)
            #expect(Data(text.utf8) != data, "the variant changes nothing")
            data = Data(text.utf8)
        }
        return Judgement(
            data, workflow: workflow, from: "X26HOSP1",
            practice: .init(mailbox: "M", password: "p", ods: ods, system: system)
        ).finding
    }

    private static let structuredVariants = [
        Variant(what: "a foreign section", old: "887181000000106", new: "1077901000000108"),
        Variant(
            what: "a section in other words", old: "title value=\"Clinical summary\"", new: "title value=\"Summary\""),
        Variant(
            what: "a code in other words", old: "display value=\"Clinical summary\"", new: "display value=\"Summary\""),
        Variant(what: "an image in the text", old: "<p>No known allergy</p>", new: "<img src=\"a.png\" alt=\"none\"/>"),
        Variant(what: "an empty section", old: "<p>No known allergy</p>", new: "<p> </p>"),
        Variant(what: "another type of document", old: "373942005", new: "823681000000100"),
        Variant(
            what: "a confidentiality", old: "<title value=\"Gastroenterology Service Discharge Summary\"/>",
            new: "<title value=\"x\"/><confidentiality value=\"N\"/>"),
        Variant(what: "an empty list", old: "<mode value=\"snapshot\"/>", new: "<mode value=\"working\"/>"),
        Variant(what: "a refuted allergy", old: "\"unconfirmed\"", new: "\"refuted\""),
        Variant(
            what: "a medicine that is said to be taken", old: "<taken value=\"unk\"/>", new: "<taken value=\"y\"/>"),
        Variant(what: "a practice's code in the text", old: "<td>Testing Practice</td>", new: "<td>Y00001</td>"),
        Variant(what: "another's NHS number in the text", old: "999 000 0018", new: "999 000 0026"),
        Variant(what: "a Word file", old: "application/pdf", new: "application/msword", code: "20009"),
        Variant(what: "the event of another letter", old: "ITK003D", new: "ITK006D", code: "20006"),
        Variant(
            what: "the definition of another letter", old: "ITK-eDischarge-MessageDefinition-4",
            new: "ITK-OPL-MessageDefinition-4", code: "10004"),
        Variant(
            what: "a former version of the definition", old: "ITK-eDischarge-MessageDefinition-4",
            new: "ITK-eDischarge-MessageDefinition-3", code: "10005"),
    ]

    @Test("a Transfer of Care with a fault is refused with its code", arguments: structuredVariants)
    func structured(variant: Variant) throws {
        let finding = try judged("inpatient-discharge/toc.xml", variant, workflow: "TOC_FHIR_IP_DISCH")
        #expect(finding?.code.rawValue == variant.code, "\(finding?.sentence ?? "taken")")
    }

    private static let ketteringVariants = [
        Variant(what: "another practice", old: "Y00011", new: "Y00012"),
        Variant(what: "a wrong NHS number", old: "9990000018", new: "9990000019"),
        Variant(what: "NHS in capitals", old: "<IdType>Nhs", new: "<IdType>NHS"),
        Variant(what: "white space before the name", old: "<FamilyName>", new: "<FamilyName> "),
        Variant(what: "no department", old: "<DepartmentName>Gastroenterology service</DepartmentName>", new: ""),
        Variant(what: "an impossible day", old: "<BirthDate>2015", new: "<BirthDate>2015-"),
        Variant(what: "another markup", old: "-//IETF//DTD HTML//EN", new: "text/html"),
        Variant(what: "parts out of order", old: "<MsgId>", new: "<Parties/><MsgId>"),
        Variant(what: "a file of no known type", old: "JVBERi", new: "AAAAAA"),
    ]

    @Test("a Kettering message with a fault is not filed", arguments: ketteringVariants)
    func kettering(variant: Variant) throws {
        let file = "inpatient-discharge/kettering.xml"
        #expect(try judged(file, nil, workflow: "LOCAL", ods: "Y00011") == nil)
        #expect(try judged(file, variant, workflow: "LOCAL", ods: "Y00011")?.code == .payload)
    }

    @Test("text without tables is shown by SystmOne, tables are not")
    func tables() throws {
        let file = "clinical-letter/kettering.xml"
        #expect(try judged(file, nil, workflow: "LOCAL", ods: "Y00015", system: "TPP") == nil)
        let table = Variant(what: "a table", old: "<body>", new: "<body><table><tr><td>1</td></tr></table>")
        #expect(try judged(file, table, workflow: "LOCAL", ods: "Y00015", system: "TPP")?.code == .payload)
        #expect(try judged(file, table, workflow: "LOCAL", ods: "Y00015", system: "EMIS") == nil)
    }
}
