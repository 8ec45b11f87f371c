import Foundation
import Operations
import TestSupport
import Testing

@Suite("A question by HTTP")
struct HTTPQuestionTests {
    @Test("has the answer's status and body, whatever the status is")
    func answer() async throws {
        let server = try StubServer { request, _ in
            .answer(404, body: Data("\(request.method) \(request.headers["x"] ?? "")".utf8))
        }
        let (status, body) = try await HTTPQuestion.ask(url(server), method: "PUT", headers: ["X": "y"])
        #expect(status == 404)
        #expect(String(decoding: body, as: UTF8.self) == "PUT y")
    }

    @Test(
        "ends in an error when the server is silent, breaks off or never comes to an end",
        arguments: [
            StubServer.Reply.wait, .silence, .broken(200, announced: 100, body: Data("half".utf8)),
        ])
    func trouble(reply: StubServer.Reply) async throws {
        let server = try StubServer { _, _ in reply }
        let question = url(server)
        await #expect(throws: (any Error).self) {
            try await HTTPQuestion.ask(question, within: .milliseconds(300))
        }
    }

    @Test("ends in an error when nobody listens")
    func nobody() async throws {
        let port = try FreePorts.take(1)[0]
        await #expect(throws: (any Error).self) {
            try await HTTPQuestion.ask(
                try #require(URL(string: "http://127.0.0.1:\(port)/")), within: .seconds(1))
        }
    }

    private func url(_ server: StubServer) -> URL {
        var parts = URLComponents()
        (parts.scheme, parts.host, parts.port, parts.path) = ("http", "127.0.0.1", Int(server.port), "/question")
        return parts.url ?? URL(filePath: "/")
    }
}
