import Foundation
import HTTP
import TestSupport
import Testing

@testable import Mesh

/// `MESHPOST_FUZZ_ROUNDS=N` tries more.
@Suite("A damaged answer of MESH")
struct ProtocolMutationTests {
    private static let questions: [Question] = [
        .handshake(mailbox: "X26HOSP1"), .count,
        .page(inbox: "/messageexchange/X26HOSP1/inbox", origin: "https://mesh"),
        .headers(id: "A1", mailbox: "X26HOSP1"), .chunk(1, id: "A1", mailbox: "X26HOSP1", like: nil),
        .chunk(2, id: "A1", mailbox: "X26HOSP1", like: HeaderFields(marks(of: "A1"))), .acknowledgement(id: "A1"),
        .send(localID: "L1"), .upload(id: "U1", chunk: 2), .tracking(id: "A1", localID: "L1", workflow: "W"),
        .localTracking(localID: "L1", recipient: "GP1", workflow: "W"), .lookup(ods: "Y00001", workflow: "W"),
    ]

    /// What MESH answers to these, in both versions, and what its sandbox was seen to answer.
    private static func bodies() throws -> [Data] {
        struct Capture: Decodable {
            struct Response: Decodable { var body: String? }
            var response: Response
        }
        let captures = try Fixture.data("sandbox-captures.jsonl").split(separator: UInt8(ascii: "\n"))
            .compactMap { try JSONDecoder().decode(Capture.self, from: Data($0)).response.body }
        let own = [
            #"{"mailboxId": "X26HOSP1"}"#, #"{"count": 7, "allResultsIncluded": true}"#,
            #"{"messages": ["A1", "B2"], "links": {"self": "x", "next": "/messageexchange/X26HOSP1/inbox?continue_from=g"}, "approx_inbox_count": 9}"#,
            #"{"messageId": "A1"}"#, #"{"message_id": "M1"}"#, #"{"messageID": "U1", "blockID": 2}"#,
            #"{"message_id": "A1", "local_id": "L1", "workflow_id": "W", "recipient": "GP1", "status": "acknowledged", "status_code": "00"}"#,
            #"{"messageId": "A1", "localId": "L1", "workflowId": "W", "recipient": "GP1", "status": "Accepted"}"#,
            #"{"results": [{"mailbox_id": "GP1", "mailbox_name": "A practice"}]}"#, "null", "",
            #"{"detail": [{"event": "SEND", "code": "12", "msg": "Unregistered to address"}]}"#,
            #"{"errorEvent": "SEND", "errorCode": "EPL-151", "errorDescription": "No mailbox for GPPROVIDER_9990000018_TEST"}"#,
            "<html><body>Log in, please</body></html>",
        ]
        return (captures + own).map { Data($0.utf8) }
    }

    private static let headers = Data(
        """
        mex-messageid: A1
        mex-messagetype: DATA
        mex-workflowid: W
        mex-to: X26HOSP1
        mex-from: GP1
        mex-localid: L1
        mex-chunk-range: 2:3
        mex-linkedmsgid: M0
        mex-statuscode: 14
        content-type: application/json
        content-length: 12
        retry-after: 120
        date: Mon, 23 Nov 2026 01:50:44 GMT
        """.utf8)

    private static func fields(_ bytes: Data) -> HeaderFields {
        let lines = String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) })).split(separator: "\n")
        return HeaderFields(
            Dictionary(
                lines.map { line in
                    let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                        .map(String.init)
                    return (parts[0], (parts.count > 1 ? parts[1] : "").trimmingCharacters(in: .whitespaces))
                }, uniquingKeysWith: { $1 }))
    }

    @Test("is believed only when it says what was asked, and its error is a short sentence")
    func judged() throws {
        let tokens = [
            "{", "}", "[", "]", ",", ":", "\"", "null", "1e999", "-1", "true", "\\u0000", "\\ud800", "A1", "L1",
        ]
        let good = try Self.bodies()
        var bodies = Mutations(seed: 71, of: good, tokens: tokens)
        var headers = Mutations(
            seed: 72, of: [Self.headers], tokens: ["\n", ":", "mex-", "A1", "1:1", "999999999999999999999"])
        let statuses = [200, 200, 200, 202, 206, 300, 400, 403, 404, 410, 417, 423, 429, 500, 503, 0, -1, 999]
        var believed = 0
        for round in 0..<Mutations.rounds(usual: 3000) {
            let question = Self.questions[round % Self.questions.count]
            let body = round % 3 == 0 ? good[round / 3 % good.count] : bodies.mutant()
            let response = HTTPResponse(
                status: statuses[Int(bodies.next() % UInt64(statuses.count))],
                headers: Self.fields(round % 2 == 0 ? Self.headers : headers.mutant()), body: body, size: body.count)
            let error = StatusTable.error(response, retryAfter: nil)
            #expect(error.detail.count < 400, "round \(round)")
            #expect(!error.detail.contains("9990000018"), "round \(round)")
            for name in ["retry-after", "date"] {
                guard let text = response.headers[name] else { continue }
                let seconds = HTTPDate.retryAfter(text, now: Date(timeIntervalSince1970: 1_795_363_200))
                #expect(seconds.map { $0 >= 0 && RetrySchedule().pause(after: 1, retryAfter: $0) ?? 0 <= 30 } ?? true)
            }
            _ = ChunkRange(response.headers[.chunkRange])
            guard question.objection(to: response) == nil, (200...299).contains(response.status),
                ErrorBody(body, isFailure: false) == nil
            else { continue }
            believed += 1
            #expect(Self.agrees(response, with: question), "round \(round): \(question)")
        }
        #expect(believed > 0)
    }

    /// Written apart from the table of marks: what each question must have in its answer.
    private static func agrees(_ response: HTTPResponse, with question: Question) -> Bool {
        let json = JSONAnswer(response)
        switch question {
        case .handshake, .acknowledgement, .upload: return true
        case .count: return (try? json.count()) != nil
        case .page:
            guard let page = try? json.page() else { return false }
            return page.messages.allSatisfy { $0.utf8.count <= 100 && !$0.contains { " /\r\n\"<".contains($0) } }
                && page.next?.contains("/messageexchange/X26HOSP1/inbox?") ?? true
        case .headers, .chunk: return response.headers[.messageID]?.lowercased() == "a1"
        case .send: return json.messageID.map { $0.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } } ?? false
        case .tracking: return (try? json.tracking().messageID.lowercased()) == "a1"
        case .localTracking: return (try? json.tracking().localID?.lowercased()) == "l1"
        case .lookup: return (try? json.endpoints()) != nil
        }
    }

    @Test("gives, byte for byte on the wire, its message or an error")
    func onTheWire() async throws {
        let text = "HTTP/1.1 200 OK\r\n" + marks().map { "\($0): \($1)\r\n" }.joined()
        let gzip = try #require(Data(base64Encoded: "H4sIAAAAAAAAA8tIzcnJBwCGphA2BQAAAA=="))
        let samples = [
            Data((text + "Content-Length: 5\r\n\r\nhello").utf8),
            Data((text + "Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nTrailer: x\r\n\r\n").utf8),
            Data((text + "Content-Encoding: gzip\r\nContent-Length: \(gzip.count)\r\n\r\n").utf8) + gzip,
            Data(
                ("HTTP/1.1 100 Continue\r\n\r\n" + text + "mex-chunk-range: 1:1\r\nContent-Length: 5\r\n\r\nhello").utf8
            ),
            Data("HTTP/1.1 404 Not Found\r\nContent-Length: 15\r\n\r\n{\"detail\": \"no\"}".utf8),
        ]
        let rounds = Mutations.rounds(usual: 300, cost: 10)
        var mutations = Mutations(
            seed: 73, of: samples,
            tokens: [
                "\r\n", "\r\n\r\n", "HTTP/1.1 200 OK\r\n", "Content-Length: ", "99999999999999999999", "-1", "\0",
                "chunked",
            ])
        let mutants = (0..<rounds).map { _ in mutations.mutant() }
        try await withMailbox {
            ($0.stallTimeout, $0.longestRequest) = (2, 5)
            $0.retry = RetrySchedule(attempts: 1, first: 0.001, longest: 0.01)
        } answering: { _, number in
            .raw(mutants[(number - 1) % mutants.count])
        } _: { mailbox, _ in
            for round in 0..<rounds {
                guard let (message, body) = try? await mailbox.download("A") else { continue }
                #expect(message.fields[.messageID]?.uppercased() == "A", "round \(round)")
                #expect(body.count == message.size, "round \(round)")
            }
        }
    }
}
