import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import MeshServer

@Suite("The exchange over HTTP")
struct HTTPTests {
    private let clock = TestClock()
    private let exchange: SharedExchange

    init() throws {
        let clock = clock
        exchange = try SharedExchange(Hospital.settings) { clock.now }
    }

    private func run(_ test: @escaping @Sendable (any TestClientProtocol) async throws -> Void) async throws {
        let application = Application(router: MeshAPI(exchange: exchange).router())
        try await application.test(.router, test)
    }

    private func headers(
        _ mailbox: String = "X26HOSP1", version: Int = 2, _ more: [String: String] = [:]
    ) throws -> HTTPFields {
        let password = mailbox == "X26HOSP1" ? "hospital" : "practice"
        var fields: HTTPFields = [
            .authorization: Hospital.token(mailbox: mailbox, password: password, at: clock.now),
            .accept: "application/vnd.mesh.v\(version)+json",
        ]
        for (name, value) in more { fields[try #require(HTTPField.Name(name))] = value }
        return fields
    }

    private func send(
        _ client: any TestClientProtocol, _ more: [String: String] = [:], body: ByteBuffer = Hospital.letter,
        version: Int = 2
    ) async throws -> TestResponse {
        let usual = ["mex-to": "Y00001M", "mex-workflowid": Hospital.workflow]
        return try await client.execute(
            uri: "/messageexchange/X26HOSP1/outbox", method: .post,
            headers: try headers(version: version, usual.merging(more) { $1 }), body: body)
    }

    private func id(_ response: TestResponse) throws -> String {
        let object = try JSONSerialization.jsonObject(with: Data(response.body.readableBytesView)) as? [String: Any]
        return try #require((object?["message_id"] ?? object?["messageID"]) as? String)
    }

    @Test("a letter is sent, listed, taken, acknowledged, and then gone")
    func letter() async throws {
        try await run { client in
            let sent = try await send(client, ["mex-localid": "L1", "mex-subject": "A letter"])
            #expect(sent.status.code == 202)
            let id = try id(sent)
            let inbox = "/messageexchange/Y00001M/inbox"
            let list = try await client.execute(uri: inbox, method: .get, headers: try headers("Y00001M"))
            #expect(String(buffer: list.body).contains(id))
            let head = try await client.execute(uri: "\(inbox)/\(id)", method: .head, headers: try headers("Y00001M"))
            #expect(head.headers[try #require(.init("mex-localid"))] == "L1")
            let taken = try await client.execute(uri: "\(inbox)/\(id)", method: .get, headers: try headers("Y00001M"))
            #expect(taken.status == .ok)
            #expect(taken.body == Hospital.letter)
            #expect(taken.headers[try #require(.init("mex-from"))] == "X26HOSP1")
            let done = try await client.execute(
                uri: "\(inbox)/\(id)/status/acknowledged", method: .put, headers: try headers("Y00001M"))
            #expect(done.status == .ok)
            let gone = try await client.execute(uri: "\(inbox)/\(id)", method: .get, headers: try headers("Y00001M"))
            #expect(gone.status.code == 410)
        }
    }

    @Test("errors have the shape of the version that was asked for")
    func shapes() async throws {
        try await run { client in
            let v2 = try await send(client, ["mex-to": "NOBODY"])
            #expect(v2.status.code == 417)
            let two = #"{"detail":[{"event":"SEND","code":"12","msg":"Unregistered to address"}]}"#
            #expect(String(buffer: v2.body) == two)
            let v1 = try await send(client, ["mex-to": "NOBODY"], version: 1)
            let one = #"{"errorEvent":"SEND","errorCode":"12","errorDescription":"Unregistered to address"}"#
            #expect(String(buffer: v1.body) == one)
            let list = try await send(client, ["accept": "application/vnd.mesh.v2+json, */*"])
            #expect(list.status == .badRequest)
        }
    }

    @Test("the same token a second time is 403")
    func replay() async throws {
        try await run { client in
            let fields = try headers()
            let uri = "/messageexchange/X26HOSP1/inbox"
            #expect(try await client.execute(uri: uri, method: .get, headers: fields).status == .ok)
            let second = try await client.execute(uri: uri, method: .get, headers: fields)
            #expect(second.status == .forbidden)
            #expect(String(buffer: second.body).contains("Duplicated"))
        }
    }

    @Test("a handshake needs the three headers, and names those that are missing")
    func handshake() async throws {
        try await run { client in
            let uri = "/messageexchange/X26HOSP1"
            let bare = try await client.execute(uri: uri, method: .post, headers: try headers())
            #expect(bare.status == .badRequest)
            #expect(String(buffer: bare.body).contains("mex-osversion"))
            let full = ["mex-ClientVersion": "x", "mex-OSName": "x", "mex-OSVersion": "x"]
            let good = try await client.execute(uri: uri, method: .post, headers: try headers("X26HOSP1", full))
            #expect(good.status == .ok)
        }
    }

    @Test("chunks come back as 206 until the last, each unpacked for who does not take gzip")
    func chunks() async throws {
        try await run { client in
            let parts = ["part one, ", "part two, ", "part three"].map { ByteBuffer(string: $0) }
            let first = try await send(
                client, ["mex-chunk-range": "1:3", "content-encoding": "gzip"],
                body: try #require(Gzip.compress(parts[0])))
            let id = try id(first)
            for number in 2...3 {
                let more = ["mex-chunk-range": "\(number):3", "content-encoding": "gzip"]
                let answer = try await client.execute(
                    uri: "/messageexchange/X26HOSP1/outbox/\(id)/\(number)", method: .post,
                    headers: try headers("X26HOSP1", more), body: Gzip.compress(parts[number - 1]))
                #expect(answer.status.code == 202)
            }
            for number in 1...3 {
                let uri = "/messageexchange/Y00001M/inbox/\(id)/\(number)"
                let plain = try await client.execute(uri: uri, method: .get, headers: try headers("Y00001M"))
                #expect(plain.status.code == (number == 3 ? 200 : 206))
                #expect(plain.body == parts[number - 1])
                let packed = try await client.execute(
                    uri: uri, method: .get, headers: try headers("Y00001M", ["accept-encoding": "gzip"]))
                #expect(packed.headers[.contentEncoding] == "gzip")
                #expect(Gzip.decompress(packed.body, limit: 1000) == parts[number - 1])
            }
        }
    }

    @Test("endpoint lookup answers with one mailbox, several or none, and never 404")
    func lookup() async throws {
        try await run { client async throws in
            func mailboxes(_ ods: String) async throws -> Int {
                let response = try await client.execute(
                    uri: "/messageexchange/endpointlookup/\(ods)/\(Hospital.workflow)", method: .get,
                    headers: [.accept: "application/vnd.mesh.v2+json"])
                #expect(response.status == .ok)
                return String(buffer: response.body).split(separator: "mailbox_id").count - 1
            }
            #expect(try await mailboxes("Y00001") == 1)
            #expect(try await mailboxes("Y00002") == 2)
            #expect(try await mailboxes("Y00003") == 0)
            #expect(try await mailboxes("y00001") == 0)
        }
    }

    @Test("a local id with a slash and a space is found again; two of the same are 300")
    func localID() async throws {
        try await run { client in
            let uri = "/messageexchange/X26HOSP1/outbox/tracking/a%20b%2Fc"
            let none = try await client.execute(uri: uri, method: .get, headers: try headers(version: 1))
            #expect(none.status == .notFound)
            let id = try id(try await send(client, ["mex-localid": "a b/c"]))
            let one = try await client.execute(uri: uri, method: .get, headers: try headers(version: 1))
            #expect(String(buffer: one.body).contains("\"messageId\":\"\(id)\""))
            _ = try await send(client, ["mex-localid": "a b/c"])
            let two = try await client.execute(uri: uri, method: .get, headers: try headers(version: 1))
            #expect(two.status.code == 300)
        }
    }

    @Test("busy and unavailable come before anything is accepted, with a page and a time to come back")
    func busy() async throws {
        exchange.add(FaultRule(kind: .busy, call: .send, next: 1, retryAfter: 7))
        exchange.add(FaultRule(kind: .unavailable, call: .send, next: 1))
        try await run { client in
            let busy = try await send(client)
            #expect(busy.status.code == 429)
            #expect(busy.headers[.retryAfter] == "7")
            #expect(try await send(client).status.code == 503)
            #expect(exchange.counts.accepted == 0)
            #expect(try await send(client).status.code == 202)
        }
    }

    @Test("an answer that is lost leaves the message accepted and the connection cut")
    func lost() async throws {
        exchange.add(FaultRule(kind: .lost, call: .send, next: 1))
        let application = Application(router: MeshAPI(exchange: exchange).router())
        try await application.test(.live) { client in
            await #expect(throws: (any Error).self) { try await send(client) }
            #expect(exchange.counts.accepted == 1)
        }
    }

    @Test("a body beyond the cap is 413")
    func tooLarge() async throws {
        var settings = Hospital.settings
        settings.largestBody = 10
        let clock = clock
        let application = Application(router: MeshAPI(exchange: try SharedExchange(settings) { clock.now }).router())
        try await application.test(.router) { client in
            let answer = try await send(client, body: ByteBuffer(string: "more than ten"))
            #expect(answer.status.code == 413)
        }
    }
}
