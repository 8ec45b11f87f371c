import Foundation
import HTTP
import Letters
import Testing

@testable import Mesh

@Suite("What MESH's own sandbox was heard to say")
struct CaptureTests {
    struct Capture: Decodable {
        struct Request: Decodable {
            var method: String
            var path: String
        }
        struct Response: Decodable {
            var status: Int
            var headers: [String: String]
            var body: String?
        }
        var name: String
        var request: Request
        var response: Response

        var answer: HTTPResponse {
            var fields = HeaderFields()
            for (name, value) in response.headers { fields[name] = value }
            let body = Data((response.body ?? "").utf8)
            return HTTPResponse(status: response.status, headers: fields, body: body, size: body.count)
        }
    }

    static func captures() throws -> [Capture] {
        try Fixture.data("sandbox-captures.jsonl").split(separator: UInt8(ascii: "\n"))
            .map { try JSONDecoder().decode(Capture.self, from: $0) }
    }

    @Test("fits the status table: failures have a code and words, successes are none")
    func table() throws {
        let captures = try Self.captures()
        #expect(captures.count == 90)
        for capture in captures {
            let answer = capture.answer
            if (200...206).contains(answer.status) {
                #expect(ErrorBody(answer.body, isFailure: false) == nil, "\(capture.name)")
                continue
            }
            let error = StatusTable.error(answer, retryAfter: nil)
            let kinds: [Int: MeshError.Kind] = [
                400: .refused, 403: .credentials, 404: .gone, 406: .refused, 410: .gone, 417: .refused, 422: .refused,
                423: .refused,
            ]
            #expect(error.kind == kinds[answer.status], "\(capture.name)")
            #expect(!error.code.isEmpty && !error.detail.isEmpty, "\(capture.name)")
            if Int(error.code) != nil || error.code.hasPrefix("EPL") {
                #expect(AnswerCode.known(error.code) != nil, "\(capture.name): \(error.code) has no words")
            }
        }
    }

    @Test("gives the same code in both versions of the API")
    func versions() throws {
        var codes: [String: Set<String>] = [:]
        for capture in try Self.captures() where capture.response.status >= 400 {
            let name = String(capture.name.dropLast(3))
            codes[name, default: []].insert(StatusTable.error(capture.answer, retryAfter: nil).code)
        }
        for (name, found) in codes { #expect(found.count == 1, "\(name): \(found)") }
    }

    @Test("is understood: pages, trackings, lookups, message ids")
    func successes() throws {
        for capture in try Self.captures() where capture.response.status == 200 || capture.response.status == 202 {
            let (answer, path) = (JSONAnswer(capture.answer), capture.request.path)
            if path.contains("/outbox/tracking") {
                let tracking = try answer.tracking()
                #expect(tracking.status != nil, "\(capture.name)")
            } else if path.contains("endpointlookup") {
                let endpoints = try answer.endpoints()
                #expect(endpoints.count <= 1, "\(capture.name)")
            } else if path.hasSuffix("/outbox") {
                #expect(answer.messageID != nil, "\(capture.name)")
            } else if path.contains("/inbox?") || path.hasSuffix("/inbox") {
                _ = try answer.page()
            } else if path.hasSuffix("/count") {
                _ = try answer.count()
            }
        }
    }
}

@Suite("Words on the wire")
struct WordTests {
    @Test("of Retry-After are seconds or a date")
    func retryAfter() throws {
        let now = try Date("2026-11-23T01:50:44Z", strategy: .iso8601)
        #expect(HTTPDate.retryAfter("12", now: now) == 12)
        #expect(HTTPDate.retryAfter("Mon, 23 Nov 2026 01:51:44 GMT", now: now) == 60)
        #expect(HTTPDate.retryAfter("Mon, 23 Nov 2026 01:50:00 GMT", now: now) == 0)
        #expect(HTTPDate.retryAfter("soon", now: now) == nil)
    }

    @Test("that address a patient's practice are masked before anybody logs them")
    func masking() {
        #expect(MeshAddress.masked("GPPROVIDER_9990000018_20150304_TEST") == "GPPROVIDER_…")
        #expect(MeshAddress.masked("gpprovider_9990000018_20150304_TEST") == "GPPROVIDER_…")
        #expect(MeshAddress.masked("X26OT001") == "X26OT001")
        let body = Data(#"{"detail": [{"msg": "no mailbox for GPPROVIDER_9990000018_20150304_O'TEST A"}]}"#.utf8)
        #expect(ErrorBody(body, isFailure: true)?.text == "no mailbox for GPPROVIDER_…")
    }

    @Test("pauses grow, are never longer than the longest, and end with the last try")
    func pauses() {
        let schedule = RetrySchedule(attempts: 4, first: 1, longest: 3)
        #expect(schedule.pause(after: 1, retryAfter: nil, draw: 1) == 1)
        #expect(schedule.pause(after: 2, retryAfter: nil, draw: 0) == 1)
        #expect(schedule.pause(after: 3, retryAfter: nil, draw: 1) == 3)
        #expect(schedule.pause(after: 4, retryAfter: nil, draw: 1) == nil)
        #expect(schedule.pause(after: 1, retryAfter: 2) == 2)
        #expect(schedule.pause(after: 1, retryAfter: 4) == nil)
    }

    @Test(
        "of pages that are not MESH's never reach a log with their content",
        arguments: [
            ("<html><body>9990000018</body></html>", "an HTML page"), ("<soap:Envelope>9990000018", "a SOAP fault"),
            ("9990000018", "not JSON"),
        ])
    func foreignPages(body: String, words: String) throws {
        let said = try #require(ErrorBody(Data(body.utf8), isFailure: true))
        #expect(said.text.contains(words) && !said.text.contains("9990000018"))
    }
}
