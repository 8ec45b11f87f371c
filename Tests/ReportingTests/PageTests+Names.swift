import Foundation
import Hummingbird
import HummingbirdTesting
import Letters
import Messages
import Operations
import Testing

@testable import Reporting

/// Tests which requests for pages are refused because of their Host header, or of the page that they come from.
extension PageTests {
    @Test(
        "are for nobody who asks under a foreign name, as a page does that makes its own name lead here",
        arguments: ["evil.example", "localhost.evil.example:80", "169.254.1.1"])
    func foreignName(host: String) async throws {
        let (ledger, samples) = try await full()
        let paths = [
            "", "letters", "letters/\(samples.facts.delivery)", "worklist", "practices", "reports", "letters.csv",
            "api/v1/letters", "api/v1/letters/\(samples.facts.delivery)", "api/v1/withheld", "elsewhere",
        ]
        try await application(ledger).test(.live) { client in
            let port = try #require(client.port)
            let address = try #require(URL(string: "http://127.0.0.1:\(port)"))
            for path in paths {
                let url = address.appending(path: path)
                let (status, body) = try await HTTPQuestion.ask(url, headers: ["Host": host])
                #expect(status == 421, "\(path)")
                #expect(String(decoding: body, as: UTF8.self).contains("HTTP_NAMES"))
                #expect(try await HTTPQuestion.ask(url).status != 421, "\(path)")
            }
            let search = try await HTTPQuestion.ask(
                address.appending(path: "letters"), method: "POST", headers: ["Host": host],
                body: Data("words=quill".utf8))
            #expect(search.status == 421)
            #expect(try await HTTPQuestion.ask(address.appending(path: "livez"), headers: ["Host": host]).status == 200)
        }
    }

    @Test(
        "take a search from a page of their own, and from no other",
        arguments: [
            ("http://localhost:8085", HTTPResponse.Status.seeOther), ("https://127.0.0.1", .seeOther),
            ("http://evil.example", .forbidden),
            ("null", .forbidden), ("http://localhost.evil.example", .forbidden), ("file://localhost", .forbidden),
        ])
    func origin(origin: String, status: HTTPResponse.Status) async throws {
        let (ledger, _) = try await full()
        try await application(ledger).test(.router) { client in
            try await client.execute(
                uri: "/letters", method: .post, headers: [.origin: origin], body: ByteBuffer(string: "words=quill")
            ) { #expect($0.status == status) }
        }
    }
}
