import Foundation
import HTTP
import TestSupport

@testable import Mesh

/// A mailbox whose MESH is a stub server, and which does not wait between tries.
func withMailbox<Result>(
    _ adjust: (inout MeshSettings) -> Void = { _ in },
    answering handler: @escaping @Sendable (StubServer.Request, Int) -> StubServer.Reply,
    _ body: (MeshMailbox, StubServer) async throws -> Result
) async throws -> Result {
    let server = try StubServer(handler)
    defer { server.stop() }
    var settings = MeshSettings(
        url: server.url, mailbox: "x26hosp1", password: "password", sharedKey: "TestKey",
        retry: RetrySchedule(attempts: 4, first: 0.001, longest: 1))
    adjust(&settings)
    return try await body(MeshMailbox(settings), server)
}

func letter(_ text: String = "<Bundle/>", localID: String = "letter-1") -> MeshMessage {
    MeshMessage(
        to: "GP0001", workflow: "GPCONNECT_SEND_DOCUMENT", localID: localID, contentType: "application/fhir+xml",
        body: HTTPBody(Data(text.utf8)))
}

enum Fixture {
    static func data(_ name: String) throws -> Data {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return try Data(contentsOf: folder.appending(path: "Fixtures/mesh/\(name)"))
    }
}

/// What MESH says of a message in our mailbox, in its headers (specification 2.0.0, "Download message").
func marks(of id: String = "A", _ others: [String: String] = [:]) -> [String: String] {
    ["mex-messageid": id, "mex-messagetype": "DATA", "mex-workflowid": "W_ACK", "mex-to": "X26HOSP1"]
        .merging(others) { $1 }
}

/// An error in the form of the API's version 2.
func meshError(_ status: Int, code: String = "20") -> StubServer.Reply {
    .json(status, #"{"detail": [{"event": "RECEIVE", "code": "\#(code)", "msg": "Message does not exist"}]}"#)
}
