import Foundation
import TestSupport
import Testing

@Suite("The official client against our stand-in", .enabled(if: SandboxEnvironment.usual != nil, "no Python packages"))
struct OfficialClientTests {
    /// Sends in gzip chunks, lists, takes and acknowledges with NHS England's own client; says `done` at the end.
    private static let script = """
        import sys, mesh_client
        url = sys.argv[1]
        hospital = mesh_client.MeshClient(url, "X26HOSP1", "for-tests", shared_key=b"for-tests", max_chunk_size=50)
        practice = mesh_client.MeshClient(url, "Y00001M", "for-tests", shared_key=b"for-tests")
        hospital.handshake()
        letter = b"x" * 120
        sent = hospital.send_message("Y00001M", letter, workflow_id="GPCONNECT_SEND_DOCUMENT", compress=True)
        found = hospital.lookup_endpoint("Y00001", "GPCONNECT_SEND_DOCUMENT")["results"]
        assert [row["mailbox_id"] for row in found] == ["Y00001M"], found
        for message in practice.iterate_all_messages():
            with message:
                assert message.id() == sent and message.read() == letter
        assert practice.list_messages() == []
        status = hospital.track_message(message_id=sent)["status"]
        assert status == "acknowledged", status
        print("done")
        """

    @Test("sends, tracks, collects and acknowledges")
    func whole() async throws {
        let environment = try #require(SandboxEnvironment.usual)
        let mesh = try await StrictMesh(
            .hospital(
                .init(id: "X26HOSP1", ods: "X26", password: "for-tests"),
                practices: [.init(id: "Y00001M", ods: "Y00001", password: "for-tests")],
                workflows: ["GPCONNECT_SEND_DOCUMENT"], sharedKey: "for-tests"))
        let log = FileManager.default.temporaryDirectory.appending(path: "official-\(UUID().uuidString).log")
        defer { try? FileManager.default.removeItem(at: log) }
        let client = ChildProcess(
            "mesh-client", executable: environment.python,
            arguments: ["-W", "ignore", "-c", Self.script, mesh.url.absoluteString], environment: [:], log: log)
        try client.start()
        try await eventually("the client is done") { !client.isRunning }
        #expect(try String(contentsOf: log, encoding: .utf8) == "done\n")
        #expect(try await mesh.accepted() == 1)
        await mesh.stop()
    }
}
