import Foundation
import HTTP
import Mesh
import Operations
import TestSupport
import Testing

@Suite("The official sandbox with our mailboxes", .enabled(if: SandboxEnvironment.usual != nil, "no Python packages"))
struct SandboxTests {
    private static let settings = SandboxSettings.hospital(
        .init(id: "X26HOSP1", ods: "X26", password: "for-tests"),
        practices: [.init(id: "Y00001M", ods: "Y00001", password: "for-tests")],
        workflows: ["GPCONNECT_SEND_DOCUMENT"], sharedKey: "for-tests")

    @Test("endpoint lookup finds our practice's mailbox, and none for a practice that we did not give it")
    func lookup() async throws {
        let sandbox = try await Sandbox(Self.settings, environment: try #require(SandboxEnvironment.usual))
        let found = try await get(sandbox, "messageexchange/endpointlookup/Y00001/GPCONNECT_SEND_DOCUMENT")
        #expect(found.contains("Y00001M"))
        let missing = try await get(sandbox, "messageexchange/endpointlookup/Y99999/GPCONNECT_SEND_DOCUMENT")
        #expect(missing.contains(#""results":[]"#))
        await sandbox.stop()
        #expect(!sandbox.process.child.isRunning)
    }

    @Test("an answer that is lost leaves the letter with the practice")
    func lost() async throws {
        var settings = Self.settings
        settings.faults = .init(lostOneIn: 1)
        let sandbox = try await Sandbox(settings, environment: try #require(SandboxEnvironment.usual))
        let outcome = await mailbox("X26HOSP1", sandbox.url).send(
            MeshMessage(
                to: "Y00001M", workflow: "GPCONNECT_SEND_DOCUMENT", localID: "L1", contentType: "application/xml",
                body: HTTPBody(Data("<Bundle/>".utf8))))
        guard case .unknown = outcome else {
            Issue.record("not unknown: \(outcome)")
            return
        }
        #expect(try await mailbox("Y00001M", sandbox.url).inbox().messages.count == 1)
        await sandbox.stop()
    }

    @Test("a busy sandbox has accepted nothing")
    func busy() async throws {
        var settings = Self.settings
        settings.faults = .init(busyOneIn: 1)
        let sandbox = try await Sandbox(settings, environment: try #require(SandboxEnvironment.usual))
        let outcome = await mailbox("X26HOSP1", sandbox.url).send(
            MeshMessage(
                to: "Y00001M", workflow: "GPCONNECT_SEND_DOCUMENT", localID: "L1", contentType: "application/xml",
                body: HTTPBody(Data("<Bundle/>".utf8))))
        guard case .notSent(let error) = outcome else {
            Issue.record("not refused for now: \(outcome)")
            return
        }
        #expect(error.status == 429)
        #expect(try await mailbox("Y00001M", sandbox.url).inbox().messages.isEmpty)
        await sandbox.stop()
    }

    @Test("it ends when the process that started it is killed")
    func orphan() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "orphan-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let file = directory.appending(path: "sandbox.json")
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        try encoder.encode(Self.settings).write(to: file)
        let launcher = ProductDirectory.sources.appending(path: "deploy/sandbox/launch.py").path
        let python = try #require(SandboxEnvironment.usual).python.path
        let shell = try await SandboxProcess(
            "shell", URL(filePath: "/bin/sh"),
            ["-c", "\"$0\" \"$1\" --config \"$2\" --parent $$ & wait", python, launcher, file.path],
            log: directory.appending(path: "log"))
        let health = try #require(URL(string: "http://127.0.0.1:\(shell.port)/health"))
        try await eventually("it runs") { try await HTTPQuestion.ask(health).status == 200 }
        shell.child.kill()
        try await eventually("it is gone") { (try? await HTTPQuestion.ask(health)) == nil }
    }

    private func mailbox(_ id: String, _ url: URL) -> MeshMailbox {
        MeshMailbox(
            MeshSettings(url: url.absoluteString, mailbox: id, password: "for-tests", sharedKey: "for-tests"))
    }

    private func get(_ sandbox: Sandbox, _ path: String) async throws -> String {
        let (_, data) = try await HTTPQuestion.ask(
            sandbox.url.appending(path: path), headers: ["Accept": "application/vnd.mesh.v2+json"])
        return String(decoding: data, as: UTF8.self)
    }
}
