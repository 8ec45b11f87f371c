import Foundation
import Letters
import Messages
import Testing

@testable import Conversion

/// A case of the golden fixtures: one kind of letter in one format, to a practice with a certain system.
struct GoldenCase: Sendable, CustomTestStringConvertible {
    var kind: String
    var file: String
    var ods: String
    var role = RecipientRole.registeredPractice
    var document = "document.pdf"

    var testDescription: String { "\(kind)/\(file)" }

    /// Every kind of letter in every format that can carry it. The Kettering messages differ by the practice's system:
    /// EMIS, TPP, VISION, Docman, and EMIS with HTML text.
    static let all: [GoldenCase] =
        [
            ("inpatient-discharge", "Y00011"), ("emergency-discharge", "Y00012"),
            ("mental-health-discharge", "Y00013"), ("outpatient-letter", "Y00014"), ("clinical-letter", "Y00015"),
        ].flatMap { kind, kettering in
            let role: RecipientRole = kind == "clinical-letter" ? .copy : .registeredPractice
            return [
                GoldenCase(kind: kind, file: "send-document.xml", ods: role == .copy ? "Y00002" : "Y00001", role: role),
                GoldenCase(kind: kind, file: "kettering.xml", ods: kettering, role: role),
                GoldenCase(kind: kind, file: "itk2.xml", ods: "Y00017", role: role),
                GoldenCase(kind: kind, file: "ukcore.xml", ods: "Y00018", role: role),
                GoldenCase(kind: kind, file: "folder.json", ods: "Y00003", role: role),
                GoldenCase(kind: kind, file: "folder.xml", ods: "Y00003", role: role),
            ] + (kind == "clinical-letter" ? [] : [GoldenCase(kind: kind, file: "toc.xml", ods: "Y00010")])
        }
        + [
            GoldenCase(kind: "discharge-for-information", file: "toc.xml", ods: "Y00010", role: .copy),
            GoldenCase(kind: "discharge-for-information", file: "send-document.xml", ods: "Y00002", role: .copy),
            GoldenCase(
                kind: "outpatient-letter", file: "send-document-original.xml", ods: "Y00001", document: "original.rtf"),
            GoldenCase(
                kind: "outpatient-letter", file: "kettering-original.xml", ods: "Y00014", document: "original.doc"),
        ]

    var isFolder: Bool { file.hasPrefix("folder") }

    /// The table of formats for this case; nil for the standard table.
    var table: String? {
        if document != "document.pdf" { return #"{"routes": [], "original": ["EMIS", "OTHER"]}"# }
        if kind == "discharge-for-information" {
            return #"""
                {"routes": [], "headings": {"Allergies": "Allergies and adverse reactions",
                "Medicines started": "Medications and medical devices",
                "Medicines stopped": "Medications and medical devices"}}
                """#
        }
        return kind == "clinical-letter" ? #"{"routes": [], "text": ["EMIS"]}"# : nil
    }
}

@Suite("The golden fixtures")
struct GoldenTests {
    /// With `WRITE_FIXTURES` in the environment the tests write the fixtures, after an intended change.
    private static let writes = ProcessInfo.processInfo.environment["WRITE_FIXTURES"] != nil

    @Test("each letter becomes its message, byte for byte", arguments: GoldenCase.all)
    func message(example: GoldenCase) async throws {
        let stand = try Stand(table: example.table)
        defer { stand.remove() }
        let record = try await Sample.fixture(example.kind, document: example.document, in: stand.store)
        let event = try await stand.handle(stand.extracted(record, for: example.ods, role: example.role))
        #expect(event.type == (example.isFolder ? .letterConvertedForFolder : .letterConvertedForMesh))
        if event.type == .letterRefused {
            let reason = try event.payload(LetterOutcome.self).reason
            Issue.record("\(reason?.code ?? ""): \(reason?.detail ?? "")")
            return
        }
        let converted = try event.payload(LetterConverted.self)
        let message =
            example.isFolder ? try await metadata(converted, of: example, stand) : try await stand.message(converted)
        let file = Fixture.url(example.kind, example.file)
        if Self.writes { try message.write(to: file) }
        let expected = try Data(contentsOf: file)
        #expect(String(decoding: message, as: UTF8.self) == String(decoding: expected, as: UTF8.self))
        #expect(message == expected)
        let header = try await stand.envelope(converted)
        #expect(header.localID == converted.attempt.message.description)
    }

    /// Returns the folder channel's metadata, after checking that the document is sent unchanged.
    private func metadata(_ converted: LetterConverted, of example: GoldenCase, _ stand: Stand) async throws -> Data {
        #expect(try await stand.message(converted) == Data(contentsOf: Fixture.url(example.kind, "document.pdf")))
        let name = "\(converted.attempt.message).pdf"
        let metadata = FolderMetadata(converted, envelope: try await stand.envelope(converted), file: name)
        return example.file == "folder.json" ? try metadata.json : try metadata.xml
    }

    @Test("each folder says in its notes what there is to see", arguments: Set(GoldenCase.all.map(\.kind)).sorted())
    func notes(kind: String) throws {
        for file in ["letter.json", "record.json", "document.pdf", "notes.md"] {
            #expect(FileManager.default.fileExists(atPath: Fixture.url(kind, file).path))
        }
    }
}
