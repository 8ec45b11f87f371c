import Foundation
import TestSupport
import Testing

@testable import Practice

@Suite("Messages before outside judges")
struct OutsideJudgeTests {
    /// A letter, a replacement, and answers of every kind.
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

    private static var broken: [String: Data] {
        let text = "birthDate value=\"2015-03-04\""
        return ["broken": LetterFixture().changed(text, to: "birthDate value=\"yesterday\"")]
    }

    @Test(
        "hold by the schemas of STU3, and a broken one does not",
        .enabled(if: OutsideJudge.schema != nil, "the schemas of ../shared/cases are not here"))
    func schemas() async throws {
        let schema = try #require(OutsideJudge.schema)
        #expect(try await OutsideJudge.schemas(Self.messages, schema: schema) == nil)
        #expect(try await OutsideJudge.schemas(Self.broken, schema: schema) != nil)
    }

    @Test(
        "hold by the models of fhir.resources, and a broken one does not",
        .enabled(if: SandboxEnvironment.usual != nil, "no Python packages"))
    func models() async throws {
        let environment = try #require(SandboxEnvironment.usual)
        #expect(try await OutsideJudge.models(Self.messages, environment: environment) == nil)
        #expect(try await OutsideJudge.models(Self.broken, environment: environment) != nil)
    }

    /// What we send, in every FHIR format and of every kind.
    private static func fixtures() throws -> [String: Data] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures")
        var found: [String: Data] = [:]
        for kind in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            for format in ["send-document", "toc", "ukcore"] {
                let file = folder.appending(path: "\(kind)/\(format).xml")
                if let data = FileManager.default.contents(atPath: file.path) { found["\(kind)-\(format)"] = data }
            }
        }
        return found
    }

    @Test(
        "that we send hold by the models of fhir.resources, STU3 and R4",
        .enabled(if: SandboxEnvironment.usual != nil, "no Python packages"))
    func sent() async throws {
        let environment = try #require(SandboxEnvironment.usual)
        let messages = try Self.fixtures()
        #expect(messages.count == 16)
        #expect(try await OutsideJudge.models(messages, environment: environment) == nil)
        let broken = messages.mapValues {
            Data(
                String(decoding: $0, as: UTF8.self).replacing("status value=\"final\"", with: "status value=\"\"").utf8)
        }
        #expect(try await OutsideJudge.models(broken, environment: environment) != nil)
    }
}
