import Foundation
import HTTP
import Synchronization
import TestSupport
import Testing

@testable import Mesh

@Suite("An answer of MESH is believed only for what was asked")
struct AnswerTests {
    /// Every call, in a form that a table of odd answers can run.
    enum Ask: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case handshake, count, inbox, headers, download, acknowledge, tracking, localTracking, lookup, send, chunk

        var testDescription: String { rawValue }

        func run(_ mailbox: MeshMailbox) async throws {
            switch self {
            case .handshake: try await mailbox.handshake()
            case .count: _ = try await mailbox.count()
            case .inbox: _ = try await mailbox.inbox()
            case .headers: _ = try await mailbox.headers(of: "A")
            case .download: _ = try await mailbox.download("A")
            case .acknowledge: try await mailbox.acknowledge("A")
            case .tracking: _ = try await mailbox.track(messageID: "A", localID: "L1", workflow: "W")
            case .localTracking: _ = try await mailbox.track(localID: "L1", recipient: "GP1", workflow: "W")
            case .lookup: _ = try await mailbox.lookup(ods: "Y00001", workflow: "W")
            case .send: try Self.thrown(await mailbox.send(letter()))
            case .chunk:
                var message = letter("12345678901")
                message.upload = "U1"
                var settings = mailbox.settings
                settings.largestRequest = 10
                try Self.thrown(await MeshMailbox(settings).send(message))
            }
        }

        /// What leaves the outcome open, as an error.
        private static func thrown(_ outcome: SendOutcome) throws {
            switch outcome {
            case .unknown(let error), .interrupted(_, let error): throw error
            default: break
            }
        }
    }

    private static let page = StubServer.Reply.answer(
        200, headers: ["Content-Type": "text/html"], body: Data("<html><body>Log in, please</body></html>".utf8))

    @Test("and a proxy's page with status 200 is no answer to anything", arguments: Ask.allCases)
    func proxyPage(ask: Ask) async throws {
        try await withMailbox { _, _ in
            Self.page
        } _: { mailbox, _ in
            let error = await #expect(throws: MeshError.self) { try await ask.run(mailbox) }
            #expect(error?.kind == .unreadable && error?.code == MeshError.interposed && error?.verdict == .later)
        }
    }

    @Test("and a proxy's refusal is not MESH's", arguments: Ask.allCases, [302, 400, 404, 410, 417])
    func proxyRefusal(ask: Ask, status: Int) async throws {
        try await withMailbox { _, _ in
            .answer(status, headers: ["Content-Type": "text/html"], body: Data("<html>nginx</html>".utf8))
        } _: { mailbox, _ in
            let error = await #expect(throws: MeshError.self) { try await ask.run(mailbox) }
            #expect(error?.code == MeshError.interposed)
        }
    }

    @Test("and a redirection leads nowhere", arguments: Ask.allCases)
    func redirection(ask: Ask) async throws {
        try await withMailbox { request, _ in
            request.path == "/elsewhere"
                ? .json(200, "{\"count\": 7}") : .answer(302, headers: ["Location": "/elsewhere"])
        } _: { mailbox, server in
            await #expect(throws: MeshError.self) { try await ask.run(mailbox) }
            #expect(!server.requests.contains { $0.path == "/elsewhere" })
        }
    }

    @Test("and what is well formed but answers another question is no answer", arguments: Self.others)
    func otherAnswer(other: Other) async throws {
        try await withMailbox { _, _ in
            other.reply
        } _: { mailbox, _ in
            let error = await #expect(throws: MeshError.self) { try await other.ask.run(mailbox) }
            #expect(error?.code == MeshError.interposed)
            #expect(error?.detail.contains(other.words) == true, "\(error?.detail ?? "")")
        }
    }

    struct Other: Sendable, CustomTestStringConvertible {
        var ask: Ask
        var words: String
        var reply: StubServer.Reply
        var testDescription: String { "\(ask): \(words)" }

        init(_ ask: Ask, _ words: String, _ reply: StubServer.Reply) {
            (self.ask, self.words, self.reply) = (ask, words, reply)
        }
    }

    private static let others = [
        Other(.handshake, "mailboxId is not X26HOSP1", .json(200, #"{"mailboxId": "X26OTHER"}"#)),
        Other(.inbox, "not a page of the inbox", .json(200, #"{"count": 1}"#)),
        Other(.inbox, "no messages of MESH", .json(200, #"{"messages": ["../../x\r\nEvil: 1"]}"#)),
        Other(
            .inbox, "not of our inbox",
            .json(200, #"{"messages": [], "links": {"next": "/messageexchange/X26OTHER/inbox?x=1"}}"#)),
        Other(
            .inbox, "not of our inbox",
            .json(200, #"{"messages": [], "links": {"next": "http://127.0.0.1:9/messageexchange/X26HOSP1/inbox?x"}}"#)),
        Other(.headers, "no mex-messageid", .answer(200)),
        Other(.headers, "mex-messageid is not A", .answer(200, headers: marks(of: "B"))),
        Other(.headers, "mex-to is not X26HOSP1", .answer(200, headers: marks(of: "A", ["mex-to": "X26OTHER"]))),
        Other(.headers, "no mex-messagetype", .answer(200, headers: ["mex-messageid": "A", "mex-workflowid": "W"])),
        Other(.headers, "no mex-workflowid", .answer(200, headers: ["mex-messageid": "A", "mex-messagetype": "DATA"])),
        Other(.download, "mex-messageid is not A", .answer(200, headers: marks(of: "B"), body: Data("other".utf8))),
        Other(
            .download, "mex-chunk-range is not 1:…",
            .answer(200, headers: marks(of: "A", ["mex-chunk-range": "2:2"]), body: Data("end".utf8))),
        Other(.acknowledge, "messageId is not A", .json(200, #"{"messageId": "B"}"#)),
        Other(.tracking, "message_id is not A", .json(200, #"{"message_id": "B", "status": "acknowledged"}"#)),
        Other(
            .tracking, "local_id is not L1",
            .json(200, #"{"message_id": "A", "local_id": "L2", "status": "acknowledged"}"#)),
        Other(
            .localTracking, "localId is not L1",
            .json(200, #"{"messageId": "M9", "localId": "L9", "status": "Acknowledged"}"#)),
        Other(.localTracking, "no localId", .json(200, #"{"messageId": "M9", "status": "Acknowledged"}"#)),
        Other(
            .localTracking, "recipient is not the mailbox",
            .json(200, #"{"messageId": "M9", "localId": "L1", "recipient": "GP2", "status": "Accepted"}"#)),
        Other(
            .localTracking, "workflowId is not W",
            .json(200, #"{"messageId": "M9", "localId": "L1", "workflowId": "V", "status": "Accepted"}"#)),
        Other(.lookup, "not an endpoint lookup", .json(200, #"{"messages": []}"#)),
        Other(.send, "no message_id", .json(202, "{}")),
        Other(.send, "not a message id", .json(202, #"{"message_id": "<b>"}"#)),
        Other(.send, "HTTP 200", .json(200, #"{"message_id": "M1"}"#)),
        Other(.chunk, "messageID is not U1", .json(202, #"{"messageID": "U2", "blockID": 2}"#)),
    ]

    @Test("and nothing of another message reaches the store")
    func nothingKept() async throws {
        let replies: [StubServer.Reply] = [
            Self.page, .answer(200, headers: marks(of: "B"), body: Data("other".utf8)),
            .answer(200, headers: marks(of: "A"), body: Data("ours".utf8)),
        ]
        try await withMailbox { _, number in
            replies[number - 1]
        } _: { mailbox, server in
            let (message, body) = try await mailbox.download("A")
            #expect(body == Data("ours".utf8) && message.id == "A" && message.size == 4)
            #expect(server.requests.count == 3, "it is asked again until the answer agrees")
        }
    }

    @Test("and a message is the same as its headers said, in all its chunks")
    func sameMessage() async throws {
        try await withMailbox { request, _ in
            request.method == "HEAD"
                ? .answer(200, headers: marks(of: "A", ["mex-localid": "L1"]))
                : .answer(200, headers: marks(of: "A", ["mex-localid": "L2"]), body: Data("x".utf8))
        } _: { mailbox, _ in
            let head = try await mailbox.headers(of: "A")
            let error = await #expect(throws: MeshError.self) {
                try await mailbox.download("A", agreeing: head, to: Nowhere())
            }
            #expect(error?.code == MeshError.interposed)
        }
    }

    @Test("and what does not agree is told in words until MESH has answered the same question")
    func told() async throws {
        let told = Mutex<[String?]>([])
        let isInterposed = Mutex(true)
        try await withMailbox { _, _ in
            isInterposed.withLock { $0 } ? Self.page : .json(200, #"{"count": 1}"#)
        } _: { mailbox, _ in
            mailbox.whenInterposed { sentence in told.withLock { $0.append(sentence) } }
            _ = try? await mailbox.count()
            let words = try #require(told.withLock { $0.last ?? nil })
            #expect(words.contains("the count of the inbox") && words.contains("another type than JSON"))
            isInterposed.withLock { $0 = false }
            _ = try await mailbox.count()
            #expect(told.withLock { $0.last } == .some(nil))
        }
    }

    @Test("of which the sandbox's answers to our questions all are, and none to another's")
    func captures() throws {
        var judged = 0
        for capture in try CaptureTests.captures() {
            guard let (own, other) = Self.questions(capture) else { continue }
            judged += 1
            #expect(own.objection(to: capture.answer) == nil, "\(capture.name)")
            #expect(other.objection(to: capture.answer) != nil, "\(capture.name) for \(other.subject)")
        }
        #expect(judged > 25)
    }

    /// What was asked, and the same of another message.
    private static func questions(_ capture: CaptureTests.Capture) -> (Question, Question)? {
        let parts = capture.request.path.split(separator: "?")[0].split(separator: "/").map(String.init)
        guard (200...299).contains(capture.response.status), parts.count > 2 else { return nil }
        let (mailbox, method) = (parts[1], capture.request.method)
        switch (method, parts.count) {
        case ("HEAD", 4): return (.headers(id: parts[3], mailbox: mailbox), .headers(id: "X", mailbox: mailbox))
        case ("GET", 4) where parts[3] == "tracking":
            let id = String(capture.request.path.split(separator: "=")[1])
            return (
                .tracking(id: id, localID: "letter-0001", workflow: "TOC_FHIR_IP_DISCH"),
                .tracking(id: "X", localID: nil, workflow: nil)
            )
        case ("GET", 4) where parts[2] == "inbox":
            return (
                .chunk(1, id: parts[3], mailbox: mailbox, like: nil), .chunk(1, id: "X", mailbox: mailbox, like: nil)
            )
        case ("GET", 5) where parts[2] == "inbox":
            return (
                .chunk(2, id: parts[3], mailbox: mailbox, like: nil),
                .chunk(1, id: parts[3], mailbox: mailbox, like: nil)
            )
        case ("GET", 3) where parts[2] == "inbox":
            let path = "/messageexchange/\(mailbox)/inbox"
            return (.page(inbox: path, origin: ""), .lookup(ods: "X", workflow: "W"))
        case ("POST", 3): return (.send(localID: "L"), .count)
        default: return nil
        }
    }
}

private struct Nowhere: HTTPBodySink {
    func write(_ bytes: UnsafeRawBufferPointer) {}
}
