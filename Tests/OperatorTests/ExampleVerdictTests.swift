import Foundation
import Testing

@testable import Operator

@Suite("meshpost validate on the specifications' own files")
struct ExampleVerdictTests {
    private static let formats = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/cases/formats")
    private static let isThere = FileManager.default.fileExists(atPath: formats.path)

    private func judge(_ path: String) throws -> JudgedMessage {
        try JudgedMessage(Data(contentsOf: Self.formats.appending(path: path)))
    }

    @Test(
        "says what is wrong with the published Kettering message: days, times, codes and the NHS number",
        .enabled(if: isThere, "../shared/cases is absent"))
    func kettering() throws {
        let problems = try judge("kettering/KetteringExample-openhealthhub.xml").problems
        for place in [
            "MsgIssueDate must be a time", "Id.IdValue must be an NHS number", "BirthDate must be a day",
            "EventDate must be a time", "MsgSender must be an ODS code",
        ] {
            #expect(problems.contains { $0.contains(place) }, "\(place)")
        }
    }

    @Test(
        "says what is wrong with the published documents, which carry numbers that fail and elements that we never write",
        .enabled(if: isThere, "../shared/cases is absent"),
        arguments: ["ITK-EDIS-Example-1.xml", "ITK-OPL-Document-Bundle-1-Example-1.xml"])
    func documents(name: String) throws {
        let message = try judge("itk3/examples/\(name)")
        #expect(message.kind == "an ITK3 document")
        #expect(!message.problems.isEmpty)
        #expect(message.problems.allSatisfy { $0.contains(" ") && $0.first?.isUppercase == true })
    }

    @Test(
        "refuses what is no message to a practice, and says what would be",
        .enabled(if: isThere, "../shared/cases is absent"),
        arguments: [
            "itk2/examples/test-infack.xml", "itk2/examples/primary-emergency-itk-request.xml",
            "itk2/examples/conformance-example-adastra-original-itk-request.xml",
            "r4/UKCore-Composition-Discharge-Example.xml", "r4/UKCore-MessageHeader-Discharge-Example.xml",
            "r4/document-message-TOC.json", "hl7v2/adt/A01_example.txt",
        ])
    func others(path: String) throws {
        let trouble = #expect(throws: Trouble.self) { try judge(path) }
        #expect(trouble?.description.hasPrefix("the file ") == true)
    }
}
