import Foundation
import TestSupport
import Testing

@testable import Practice

@Suite("Messages before outside judges")
struct OutsideJudgeTests {
    private static let schema = ProductDirectory.sources.deletingLastPathComponent()
        .appending(path: "shared/cases/formats/stu3-core/schema/fhir-single.xsd")
    private static let judge = ProductDirectory.sources.appending(path: "deploy/sandbox/judge.py")
    private static var hasSchema: Bool { FileManager.default.fileExists(atPath: schema.path) }

    /// A letter, a replacement, and an answer of every kind.
    private static var messages: [String: Data] {
        var replacement = LetterFixture()
        replacement.replaces = UUID()
        var messages = ["letter": LetterFixture().data, "replacement": replacement.data]
        for code in [ResponseCode.received, .known, .payload, .unreadable, .notKnown] {
            messages[code.rawValue] = Answer(
                id: UUID(), code: code, diagnostics: "why", due: 1_790_000_000, to: "X26HOSP1", workflow: "W_ACK",
                inResponseTo: UUID().uuidString.lowercased(), senderReference: "activity-1"
            ).message(from: "Y00001M", ods: "Y00001")
        }
        return messages
    }

    /// Runs a judge over the messages as files, and gives its status and words.
    private func run(
        _ program: URL, _ arguments: [String], on messages: [String: Data]
    ) async throws -> (status: Int32, words: String) {
        let directory = FileManager.default.temporaryDirectory.appending(path: "judged-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        var files: [String] = []
        for (name, data) in messages {
            let file = directory.appending(path: name + ".xml")
            try data.write(to: file)
            files.append(file.path)
        }
        let log = directory.appending(path: "words")
        let child = ChildProcess(
            "judge", executable: program, arguments: arguments + files, environment: [:], log: log)
        try child.start()
        try await eventually("the judge is done") { !child.isRunning }
        return (try #require(child.exitStatus), try String(contentsOf: log, encoding: .utf8))
    }

    @Test("hold by the schemas of STU3", .enabled(if: hasSchema, "the schemas of ../shared/cases are not here"))
    func schemas() async throws {
        let (status, words) = try await run(
            URL(filePath: "/usr/bin/xmllint"), ["--noout", "--nonet", "--schema", Self.schema.path],
            on: Self.messages)
        #expect(status == 0, "\(words)")
    }

    @Test(
        "hold by the models of fhir.resources, and a broken one does not",
        .enabled(if: SandboxEnvironment.usual != nil, "no Python packages"))
    func models() async throws {
        let python = try #require(SandboxEnvironment.usual).python
        let (status, words) = try await run(python, [Self.judge.path], on: Self.messages)
        #expect(status == 0, "\(words)")
        let broken = LetterFixture().changed("birthDate value=\"2015-03-04\"", to: "birthDate value=\"yesterday\"")
        let (second, _) = try await run(python, [Self.judge.path], on: ["broken": broken])
        #expect(second == 1)
    }
}
