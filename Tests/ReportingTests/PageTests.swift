import Foundation
import GRDB
import Hummingbird
import HummingbirdTesting
import Journal
import Letters
import Logging
import Messages
import Operations
import TestSupport
import Testing

@testable import Reporting

// Over 250 lines: the pages are one site, tested through one router.

@Suite("Reporting's pages")
struct PageTests {
    func application(
        _ ledger: Ledger, sources: SourceCounts? = nil, now: Date? = nil
    ) throws -> some ApplicationProtocol {
        let context = ServiceContext(
            stage: .reporting, settings: Settings([:]), logger: Logger(label: "test"), health: Health(),
            metrics: MetricsRegistry())
        var pages = Pages(ledger: ledger, sources: try sources ?? SourceCounts(Settings([:])))
        if let now { pages.now = { now } }
        pages.serve(on: context)
        API(ledger: ledger, now: pages.now).serve(on: context)
        return Application(responder: try context.responder())
    }

    func full() async throws -> (Ledger, Samples) {
        let ledger = try Samples.ledger()
        let samples = try Samples()
        for event in try samples.life() { try await ledger.note(event, parking: nil) }
        let other = try Samples("EPR-2", recipient: "Y00002")
        try await ledger.note(try other.extracted(), parking: nil)
        try await ledger.note(try other.outcome(.letterRejected, after: 3, code: "30002"), parking: nil)
        return (ledger, samples)
    }

    @Test(
        "answer, are whole pages without scripts or foreign parts, and forbid both",
        arguments: ["/", "/letters", "/letters?state=filed&practice=Y00001", "/worklist", "/practices", "/reports"])
    func whole(path: String) async throws {
        let (ledger, _) = try await full()
        try await application(ledger).test(.router) { client in
            try await client.execute(uri: path, method: .get) { response in
                #expect(response.status == .ok)
                let page = String(buffer: response.body)
                #expect(page.hasPrefix("<!doctype html>"))
                #expect(page.hasSuffix("</html>"))
                #expect(!page.contains("<script"))
                #expect(!page.contains("src="))
                let policy = response.headers[.contentSecurityPolicy] ?? ""
                #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
                #expect(response.headers[.cacheControl] == "no-store")
            }
        }
    }

    @Test(
        "show what each source says it gave beside what the ledger holds, and how many letters are missing",
        arguments: [
            (2, 0, "agrees"), (3, 0, "1 not here yet"), (4, 1, "1 not here yet"), (1, 0, "1 more here than there"),
        ])
    func bothEnds(taken: Int, duplicates: Int, verdict: String) async throws {
        let (ledger, _) = try await full()
        let counts = """
            [{"source": "epr", "in": \(taken + 6), "taken": \(taken), "withheld": 1, "rejected": 2, "waiting": 3,
              "duplicates": \(duplicates), "withdrawn": 0}]
            """
        let extraction = try StubServer { request, _ in
            request.path == "/counts" ? .json(200, counts) : .json(404, "{}")
        }
        defer { extraction.stop() }
        let sources = try SourceCounts(Settings(["REPORTING_EXTRACTION_URL": extraction.url]))
        try await application(ledger, sources: sources).test(.router) { client in
            try await client.execute(uri: "/", method: .get) { response in
                let page = String(buffer: response.body)
                let row = page.split(separator: "\n").first { $0.contains("<th scope=\"row\">epr</th>") } ?? ""
                #expect(row.contains("data-l=\"Files in\">\(taken + 6)</td>"), "\(row)")
                #expect(row.contains("data-l=\"Taken\">\(taken)</td>"), "\(row)")
                #expect(page.contains(verdict), "\(page)")
            }
        }
    }

    @Test("show a letter's history with each code in words, and text that cannot become markup")
    func timeline() async throws {
        let (ledger, samples) = try await full()
        let failed = try Samples("EPR-3")
        try await ledger.note(try failed.extracted(), parking: nil)
        try await ledger.note(try failed.outcome(.letterRefused, after: 1, code: "care-setting-unmapped"), parking: nil)
        try await application(ledger).test(.router) { client in
            try await client.execute(uri: "/letters/\(samples.facts.delivery)", method: .get) { response in
                let page = String(buffer: response.body)
                #expect(page.contains("Filed by the practice"))
                #expect(page.contains("30001"))
                #expect(page.contains("20261122_AB"))
                #expect(page.contains("all 310 words of its 5 sections stand in it as text, in place of its document"))
                #expect(page.contains("document as it came (1 page, 412 words)"))
                #expect(
                    page.contains("document converted, nothing of it lost (3 pages, 0 words, 3 images), 22 became 11"))
            }
            try await client.execute(uri: "/letters/\(failed.facts.delivery)", method: .get) { response in
                let page = String(buffer: response.body)
                #expect(page.contains("because of &lt;care-setting-unmapped&gt;"))
                #expect(page.contains("meshpost letter close"))
            }
            try await client.execute(uri: "/letters/\(UUID().uuidString)", method: .get) { response in
                #expect(response.status == .notFound)
            }
        }
    }

    @Test("show an answer that is not believed, with both mailboxes and the command, until a person accepts it")
    func doubted() async throws {
        let ledger = try Samples.ledger()
        let samples = try Samples()
        for event in try samples.life().prefix(3) { try await ledger.note(event, parking: nil) }
        try await ledger.note(
            try samples.answered(
                .answerDoubted, after: 4, code: "answer-from-elsewhere",
                AnswerSource(message: "IN1", mailbox: "Y00099MB", said: "30001")), parking: nil)
        let application = try application(ledger)
        try await application.test(.router) { client in
            try await client.execute(uri: "/worklist", method: .get) { response in
                let page = String(buffer: response.body)
                #expect(page.contains("an answer that is not believed"))
                #expect(page.contains("meshpost answer accept \(samples.facts.delivery)"))
            }
            try await client.execute(uri: "/letters/\(samples.facts.delivery)", method: .get) { response in
                let page = String(buffer: response.body)
                #expect(page.contains("Answer IN1 with code 30001 is not believed: it came from mailbox Y00099MB"))
                #expect(page.contains("the letter went to Y00001MB"))
            }
            try await client.execute(uri: "/api/v1/letters/\(samples.facts.delivery)", method: .get) { response in
                let letter = try JSONDecoder.meshPost.decode(
                    API.Letter.self, from: Data(response.body.readableBytesView))
                #expect(letter.state == "sent" && letter.needsPerson)
                #expect(letter.timeline.last?.answer == "IN1")
            }
        }
        let source = AnswerSource(message: "IN1", mailbox: "Y00099MB", belief: .byHand)
        try await ledger.note(
            try samples.answered(.answerAccepted, after: 5, from: .operator, source), parking: nil)
        try await ledger.note(try samples.answered(.letterFiled, after: 6, source), parking: nil)
        try await application.test(.router) { client in
            try await client.execute(uri: "/worklist", method: .get) { response in
                #expect(String(buffer: response.body).contains("No letter needs a person."))
            }
            try await client.execute(uri: "/letters/\(samples.facts.delivery)", method: .get) { response in
                let page = String(buffer: response.body)
                #expect(page.contains("Answer IN1 accepted by pat: asked them"))
                #expect(page.contains("a person accepted the answer from mailbox Y00099MB"))
            }
        }
    }

    @Test("give programs the same, with the facts that an operator's event needs")
    func api() async throws {
        let (ledger, samples) = try await full()
        try await application(ledger).test(.router) { client in
            try await client.execute(uri: "/api/v1/letters/\(samples.facts.delivery)", method: .get) { response in
                let letter = try JSONDecoder.meshPost.decode(
                    API.Letter.self, from: Data(response.body.readableBytesView))
                #expect(letter.facts == samples.facts)
                #expect(letter.state == "filed")
                #expect(letter.timeline.count == 6)
            }
            try await client.execute(uri: "/api/v1/letters?state=rejected", method: .get) { response in
                let lines =
                    try JSONSerialization.jsonObject(with: Data(response.body.readableBytesView)) as? [[String: Any]]
                #expect(lines?.count == 1)
                #expect(lines?.first?["code"] as? String == "30002")
            }
            try await client.execute(uri: "/letters.csv", method: .get) { response in
                let lines = String(buffer: response.body).split(separator: "\r\n")
                #expect(lines.count == 3)
                #expect(lines[0].hasPrefix("delivery,letter,revision"))
            }
        }
    }

    @Test(
        "say of a letter withdrawn after sending, whatever else is open, both ways that are left",
        arguments: [false, true])
    func withdrawn(isOverdue: Bool) async throws {
        let ledger = try Samples.ledger()
        let samples = try Samples()
        try await ledger.note(try samples.extracted(), parking: nil)
        try await ledger.note(try samples.outcome(.letterSent, after: 2, from: .transport), parking: nil)
        if isOverdue {
            let overdue = LetterOutcome(facts: samples.facts, answer: .technical)
            try await ledger.note(
                try Event(
                    .letterOverdue, overdue, about: "x", cause: "2", from: .acknowledgement, at: samples.start + 6),
                parking: nil)
        }
        let payload = LetterWithdrawn(
            source: "epr", chain: samples.facts.chain, revision: 1, deliveries: [samples.facts.delivery])
        try await ledger.note(
            try Event(
                .letterWithdrawn, payload, about: samples.facts.chain.description, cause: "1", from: .extraction,
                at: samples.start + 9), parking: nil)
        let ways = ["No message can call a sent letter back.", "replaces it and says that it is void", "or telephone"]
        try await application(ledger).test(.router) { client in
            for path in [
                "/worklist", "/letters/\(samples.facts.delivery)", "/api/v1/letters/\(samples.facts.delivery)",
            ] {
                try await client.execute(uri: path, method: .get) { response in
                    let page = String(buffer: response.body)
                    for way in ways { #expect(page.contains(way), "\(path)") }
                }
            }
        }
    }

    @Test(
        "say of a letter that cannot be converted whose it is to mend: the trust's files, the address, or the source",
        arguments: [
            ("practice-unknown", "Correct the practices file", "meshpost letter resend"),
            ("practice-merged", "present practice", "meshpost letter reroute"),
            ("document-encrypted", "Mend the letter at the source", "meshpost letter close"),
        ])
    func refused(code: String, words: String, command: String) async throws {
        let ledger = try Samples.ledger()
        let samples = try Samples()
        try await ledger.note(try samples.extracted(), parking: nil)
        try await ledger.note(
            try samples.outcome(.letterRefused, after: 2, code: code, from: .conversion), parking: nil)
        try await application(ledger).test(.router) { client in
            try await client.execute(uri: "/worklist", method: .get) { response in
                let page = String(buffer: response.body)
                #expect(page.contains(words) && page.contains("\(command) \(samples.facts.delivery)"))
            }
        }
    }

    @Test(
        "say of a code from outside who must act, and how",
        arguments: [
            (.letterRejected, "20015", false, "max_bytes", "resend"),
            (.letterRejected, "20012", false, "as a sender", "resend"),
            (.letterRejected, "20014", true, "Neither this letter nor the one that it replaces", "close"),
            (.letterRejected, "20007", true, "no earlier copy", "close"),
            (.letterRejected, "30003", true, "present practice", "reroute"),
            (.letterRejected, "39999", false, "supplier", "close"),
            (.letterRejected, "foreign-code-system", false, "makers of MeshPost", "close"),
            (.letterUndelivered, "14", true, "has not fetched its post", "resend"),
            (.letterUndelivered, "99", false, "national service desk", "resend"),
            (.letterRefused, "EPL-153", true, "Trace the patient", "close"),
        ] as [(EventType, String, Bool, String, String)])
    func advice(type: EventType, code: String, isForClerk: Bool, words: String, command: String) async throws {
        let ledger = try Samples.ledger()
        let samples = try Samples()
        try await ledger.note(try samples.extracted(), parking: nil)
        try await ledger.note(try samples.outcome(.letterSent, after: 2, from: .transport), parking: nil)
        try await ledger.note(try samples.outcome(type, after: 3, code: code), parking: nil)
        let duty = isForClerk ? "Ward clerk:" : "Integration engineer:"
        try await application(ledger).test(.router) { client in
            for path in ["/worklist", "/letters/\(samples.facts.delivery)"] {
                try await client.execute(uri: path, method: .get) { response in
                    let page = String(buffer: response.body)
                    #expect(page.contains(duty) && page.contains(words), "\(path)")
                    #expect(page.contains("meshpost letter \(command) \(samples.facts.delivery)"), "\(path)")
                    #expect(page.contains(code), "\(path)")
                }
            }
        }
    }

    @Test("make a cell that a spreadsheet would take for a formula plain text")
    func csvCells() {
        #expect(API.cell("=HYPERLINK(\"x\")") == "\"'=HYPERLINK(\"\"x\"\")\"")
        #expect(API.cell("plain") == "plain")
        #expect(API.cell("a,b") == "\"a,b\"")
    }

    @Test("find a patient's letters by a posted form, so that no identifier stands in an address")
    func search() async throws {
        let (ledger, samples) = try await full()
        try await ledger.journal.write { database in
            try database.execute(
                sql: """
                    UPDATE search SET nhs_number = '9990000018', family = 'QUILL', given = 'Ånn', birth_date = '1975-03-04',
                        document_id = 'EPR-1', is_filled = 1 WHERE letter = ?
                    """, arguments: [samples.facts.letter.description])
            try SearchRows.noteName(of: samples.facts.letter.description, database)
        }
        try await application(ledger).test(.router) { client in
            for words in ["999+000+0018", "quill%2C+a", "QUI", "04%2F03%2F1975", "epr-1"] {
                let address = try await client.execute(
                    uri: "/letters", method: .post, body: ByteBuffer(string: "words=\(words)&state=filed")
                ) { response in
                    #expect(response.status == .seeOther)
                    return response.headers[.location] ?? ""
                }
                #expect(address.hasPrefix("/letters?state=filed&search="))
                #expect(!address.lowercased().contains("qui") && !address.contains("0018"))
                // The browser's back and reload request the address again.
                for _ in 0..<2 {
                    try await client.execute(uri: address, method: .get) { response in
                        let page = String(buffer: response.body)
                        #expect(page.contains("/letters/\(samples.facts.delivery)"), "\(words)")
                        #expect(page.contains("1 letter found"))
                        let kept = words.replacing("+", with: " ").removingPercentEncoding ?? ""
                        #expect(page.contains("value=\"\(kept)\""), "\(kept)")
                    }
                }
            }
            try await client.execute(uri: "/letters?search=\(UUID().uuidString.lowercased())", method: .get) {
                #expect($0.status == .notFound && String(buffer: $0.body).contains("no longer kept"))
            }
        }
    }

    @Test("are served to this machine only until there is a login")
    func loopback() {
        #expect(throws: SettingError.self) { try Loopback.require(Settings(["HTTP_HOST": "0.0.0.0"])) }
        #expect(throws: Never.self) { try Loopback.require(Settings(["HTTP_HOST": "127.0.0.1"])) }
        #expect(throws: Never.self) { try Loopback.require(Settings([:])) }
    }
}
