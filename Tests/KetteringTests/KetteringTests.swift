import Foundation
import Letters
import Testing
import XML

@testable import Kettering

@Suite("A Kettering message")
struct KetteringTests {
    static let variants: [KetteringVariant] = [.emis, .systmOne, .vision, .docman]

    static func report(_ body: KetteringReport.Body = .html("<p>Seen today.</p>")) throws -> KetteringReport {
        KetteringReport(
            messageID: "288d0f12-d4e8-4489-bc0a-2a91a78f3d99", issuedAt: Date(timeIntervalSince1970: 1_795_363_500),
            isLive: false, isUrgent: true, sender: try #require(ODSCode("RXX")), senderName: "Testing Hospitals",
            recipient: try #require(ODSCode("Y00001")), recipientName: "Testing Practice",
            patient: Patient(
                nhsNumber: NHSNumber("9990000018"), nhsNumberStatus: .presentAndVerified, family: "O'TEST",
                given: ["Ann", "Zoë"], birthDate: "2015-03-04", gender: .female,
                address: .init(line: ["1 Test Street", "Testham"], postcode: "ZZ99 3CZ")),
            clinician: Clinician(name: "Dr A Test", role: "Consultant", gmcNumber: "0000000"),
            department: .init(code: "320", name: "Cardiology service"),
            reportID: "9983f150-d889-5698-935c-df8a071f0d75", title: "Outpatient clinic letter",
            kind: .outpatientLetter, isFollowUp: false, wantsAction: true,
            happenedAt: Date(timeIntervalSince1970: 1_753_096_500),
            createdAt: Date(timeIntervalSince1970: 1_753_100_000),
            body: body)
    }

    @Test("of every system keeps our rules and is read back as it was meant", arguments: variants.indices)
    func roundTrip(index: Int) throws {
        let variant = Self.variants[index]
        let report = try Self.report()
        let element = report.element(for: variant)
        #expect(KetteringRules.violations(of: element, for: variant) == [])
        let bytes = try XMLWriter.document(element, encoding: variant.encoding, documentType: variant.documentType)
        let reading = try KetteringReading.read(bytes)
        #expect(reading.messageID == report.messageID)
        #expect(reading.nhsNumber == "9990000018")
        #expect(reading.family == "O'TEST")
        #expect(reading.given == "Ann Zoë")
        #expect(reading.birthDate == "2015-03-04")
        #expect(reading.department == "Cardiology service")
        #expect(reading.issuedAt == report.issuedAt)
        #expect(reading.happenedAt == report.happenedAt)
        #expect(reading.isUrgent)
        #expect(!reading.isLive)
        #expect(reading.body == .html("<p>Seen today.</p>"))
    }

    @Test("carries a file unchanged", arguments: [0, 5, 200_000])
    func file(length: Int) throws {
        let file = Data("%PDF-1.4".utf8) + Data((0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        let element = try Self.report(.file(Bytes(file))).element(for: .docman)
        let bytes = try XMLWriter.document(element, encoding: .latin1, documentType: "ReportMsg_EDT_03.dtd")
        #expect(try KetteringReading.read(bytes).body == .file(Bytes(file)))
    }

    @Test("gives times as the clock on the wall shows them, in summer too")
    func times() throws {
        let text = String(decoding: XMLWriter.fragment(try Self.report().element(for: .emis)), as: UTF8.self)
        // 2025-07-21T11:15:00Z, and 2026-11-22T16:05:00Z.
        #expect(text.contains("<EventDate>202507211215</EventDate>"))
        #expect(text.contains("<MsgIssueDate>202611221605</MsgIssueDate>"))
    }

    @Test(
        "that breaks a rule says where",
        arguments: [
            ("<MsgId>", "<MsgId>x", "ReportMsg.MsgId"), ("9990000018", "9990000019", "PatientId.Id.IdValue"),
            (">Nhs<", ">NHS<", "PatientId.Id.IdType"), ("20150304", "20150230", "BirthDate"),
            ("<Sex>2</Sex>", "<Sex>F</Sex>", "Sex"), ("202611221605", "202614221605", "MsgIssueDate"),
            ("<ReportID>", "<ReportID>01234567890123456789", "ReportID"),
            ("MsgStatus=\"Test\"", "MsgStatus=\"Trial\"", "@MsgStatus"),
            ("<MsgSender>RXX</MsgSender>", "", "MsgSender"), ("<Cuid IdScope=\"Message\"/>", "<Cuid/>", "Cuid@IdScope"),
            ("<ServiceRequester><IdValue>1</IdValue></ServiceRequester>", "<Other/>", "ReportMsg.Other"),
        ])
    func rules(good: String, bad: String, path: String) throws {
        let text = String(decoding: XMLWriter.fragment(try Self.report().element(for: .emis)), as: UTF8.self)
        #expect(text.contains(good))
        let element = try XMLReader.read(Data(text.replacing(good, with: bad).utf8))
        #expect(KetteringRules.violations(of: element).contains { $0.path.contains(path) })
    }

    @Test(
        "as it is published is read for all that is in it, and would never leave like that",
        .enabled(if: Cases.exist("kettering"), "../shared/cases is absent"))
    func published() throws {
        let data = try Cases.data("kettering/KetteringExample-openhealthhub.xml")
        let reading = try KetteringReading.read(data)
        #expect(reading.messageID == "288d0f12-d4e8-4489-bc0a-2a91a78f3d99")
        #expect(reading.family == "Ommited")
        #expect(reading.department == "DIABETES SERVICE")
        #expect(reading.title == "Outpatient Letter")
        #expect(reading.issuedAt == nil)
        #expect(reading.birthDate == nil)
        #expect(reading.body == .html("Documnet"))
        let paths = KetteringRules.violations(of: try XMLReader.read(data, keepsDocumentType: true)).map(\.path)
        for path in ["MsgIssueDate", "EventDate", "BirthDate", "IdValue"] {
            #expect(paths.contains { $0.hasSuffix(path) })
        }
        let element = try XMLReader.read(data)
        #expect(try XMLReader.read(XMLWriter.document(element, encoding: .latin1)) == element)
    }

    @Test("is nothing else", arguments: ["<Bundle/>", "<ReportMsgs/>"])
    func other(text: String) {
        #expect(throws: KetteringError.notKettering) { try KetteringReading.read(Data(text.utf8)) }
    }
}

/// The specification files that lie beside the repository, read in place.
enum Cases {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/cases/formats")

    static func exist(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: path).path)
    }
    static func data(_ path: String) throws -> Data { try Data(contentsOf: folder.appending(path: path)) }
}
