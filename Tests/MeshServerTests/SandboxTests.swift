import Foundation
import FoundationNetworking
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

    private func get(_ sandbox: Sandbox, _ path: String) async throws -> String {
        var request = URLRequest(url: sandbox.url.appending(path: path))
        request.setValue("application/vnd.mesh.v2+json", forHTTPHeaderField: "Accept")
        let (data, _) = try await URLSession.shared.data(for: request)
        return String(decoding: data, as: UTF8.self)
    }
}
