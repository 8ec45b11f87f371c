import Foundation
import GRDB
import Hummingbird
import HummingbirdTesting
import Journal
import Letters
import Messages
import Testing

@testable import Reporting

/// Regression tests for faults that were once found in the pages.
@Suite("What reporting's pages once got wrong")
struct FindingTests {
    private func body(
        _ client: any TestClientProtocol, _ uri: String, _ status: HTTPResponse.Status = .ok,
        _ method: HTTPRequest.Method = .get
    ) async throws -> String {
        try await client.execute(uri: uri, method: method) { response in
            #expect(response.status == status, "\(uri)")
            return String(buffer: response.body)
        }
    }

    @Test("a letter that was withdrawn shows when, and what fell before and after it")
    func withdrawn() async throws {
        let ledger = try Samples.ledger()
        let samples = try Samples()
        for event in try samples.life() { try await ledger.note(event, parking: nil) }
        let payload = LetterWithdrawn(
            source: "epr", chain: samples.facts.chain, revision: 1, deliveries: [samples.facts.delivery])
        try await ledger.note(
            try Event(
                .letterWithdrawn, payload, about: samples.facts.chain.description, cause: "1", from: .extraction,
                at: samples.start + 3600), parking: nil)
        try await PageTests().application(ledger).test(.router) { client in
            let page = try await body(client, "/letters/\(samples.facts.delivery)")
            #expect(page.contains("Taken back by its source"))
            #expect(page.contains("+ 59 min") || page.contains("+ 1 h"))
        }
        // The page names the withdrawal as the cause, and a person must act, although the practice filed the letter.
        let line = try #require(try await ledger.deliveries(ListFilter()).first)
        #expect(line.cause == "withdrawn-after-sending" && line.isDone)
        let overview = try await ledger.overview()
        #expect((overview.total, overview.done, overview.underWay, overview.needsPerson) == (1, 0, 0, 1))
    }

    @Test("events stand in the order of cause and effect, although collection is heard of last")
    func order() async throws {
        let ledger = try Samples.ledger()
        let samples = try Samples()
        let events = [
            try samples.extracted(), try samples.converted(),
            try samples.outcome(.letterSent, after: 2, from: .transport),
            try samples.outcome(.letterFiled, after: 30, code: "30001"),
            try samples.outcome(.letterReceived, after: 40, code: "20013"),
            try samples.outcome(.letterCollected, after: 900, from: .transport),
        ]
        for event in events { try await ledger.note(event, parking: nil) }
        let history = try #require(try await ledger.history(of: samples.facts.delivery.description))
        #expect(
            Timeline.ordered(history.entries).map(\.event.type.rawValue) == [
                "letter.extracted", "letter.converted.mesh", "letter.sent", "letter.collected", "letter.received",
                "letter.filed",
            ])
    }

    @Test("a practice that gets letters without its word has a last one that arrived, and they are good news")
    func lastArrived() async throws {
        let ledger = try Samples.ledger()
        let samples = try Samples()
        try await ledger.note(try samples.extracted(), parking: nil)
        let object = ObjectReference(sha256: "11", size: 9, mediaType: "application/xml", location: "11")
        let converted = LetterConverted(
            facts: samples.facts, attempt: try samples.attempt(), channel: .mesh, format: "kettering", workflow: "W",
            message: object, envelope: object, expects: [.collected])
        try await ledger.note(
            try Event(
                .letterConvertedForMesh, converted, about: samples.facts.delivery.description, cause: "e1",
                from: .conversion, at: samples.start + 1), parking: nil)
        for event in [
            try samples.outcome(.letterSent, after: 2, from: .transport),
            try samples.outcome(.letterCollected, after: 3, from: .transport),
        ] { try await ledger.note(event, parking: nil) }
        let practice = try #require(try await ledger.practices().first)
        #expect(practice.done == 1)
        #expect(practice.lastFiled == Instant.text(samples.start + 3))
        try await PageTests().application(ledger).test(.router) { client in
            let page = try await body(client, "/letters")
            #expect(page.contains("<span class=\"chip good\">Collected</span>"))
        }
    }

    @Test("an unknown letter or address gets a page with a way on, HEAD the heads, and other methods 405")
    func unknown() async throws {
        let (ledger, samples) = try await PageTests().full()
        try await PageTests().application(ledger).test(.router) { client in
            for uri in ["/letters/\(UUID().uuidString)", "/nothing", "/letters/x/y"] {
                let page = try await body(client, uri, .notFound)
                #expect(page.hasPrefix("<!doctype html>") && page.contains("<a href=\"/worklist\">"), "\(uri)")
            }
            for uri in ["/", "/letters", "/letters/\(samples.facts.delivery)", "/worklist", "/practices", "/reports"] {
                #expect(try await body(client, uri, .ok, .head).isEmpty, "\(uri)")
                let page = try await body(client, uri, .methodNotAllowed, .delete)
                #expect(page.contains("GET, HEAD"), "\(uri)")
            }
            let program = try await body(client, "/api/v1/letters/\(UUID().uuidString)", .notFound)
            #expect(program.hasPrefix("{"))
        }
    }

    @Test(
        "a parameter that is not understood is named, and what would have been",
        arguments: [
            ("/letters?state=nonsense", "state", "filed"), ("/letters?kind=foo", "kind", "outpatient-letter"),
            ("/letters?from=-5", "from", "practice"), ("/letters?after=5", "after", "next part"),
            ("/letters?taken=yesterday", "taken", "2026-11-24"), ("/letters?practice=%3Cscript%3E", "practice", "ODS"),
            ("/letters?kept=late", "kept", "promise"), ("/letters?state=filed&state=sent", "state", "twice"),
            ("/worklist?cause=none", "cause", "patient-left"), ("/reports?by=year", "by", "month"),
            ("/reports?practice=Y00001&source=epr", "source", "one of them"),
            ("/practices?offset=3", "offset", "after"),
            ("/api/v1/letters?limit=abc", "limit", "10000"), ("/api/v1/letters?offset=100", "offset", "after"),
            ("/api/v1/letters?state=nonsense", "state", "filed"), ("/?x=1", "x", "not understood"),
        ])
    func parameters(uri: String, name: String, words: String) async throws {
        let (ledger, _) = try await PageTests().full()
        try await PageTests().application(ledger).test(.router) { client in
            let page = try await body(client, uri, .badRequest)
            #expect(page.contains("The parameter \(name) ") && page.contains(words), "\(page.suffix(700))")
            #expect(!page.contains("<script"))
        }
    }

    @Test(
        "the ring around what has the focus can be seen on every ground",
        arguments: ["ffffff", "f0f4f5", "005ea5", "00703c"])
    func focus(ground: String) throws {
        let style = Style.sheet.description
        #expect(!style.contains("#ffb81c"))
        let ring = try #require(
            style.firstMatch(
                of: /:focus-visible \{ outline:3px solid var\(--ink\); outline-offset:2px; box-shadow:0 0 0 3px #fff/))
        let ink = try #require(style.firstMatch(of: /--ink:#([0-9a-f]{6})/)?.1)
        _ = ring
        func light(_ color: some StringProtocol) -> Double {
            let parts = stride(from: 0, to: 6, by: 2).map { place -> Double in
                let start = color.index(color.startIndex, offsetBy: place)
                let value = Double(Int(color[start..<color.index(start, offsetBy: 2)], radix: 16) ?? 0) / 255
                return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
            }
            return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
        }
        func contrast(_ one: some StringProtocol) -> Double {
            let (first, second) = (light(one), light(ground))
            return (max(first, second) + 0.05) / (min(first, second) + 0.05)
        }
        #expect(max(contrast(ink), contrast("ffffff")) >= 3)
    }

    @Test("two thousand practices make no long pages: the overview names none, their page a hundred at a time")
    func manyPractices() async throws {
        let ledger = try Samples.ledger()
        for index in 0..<230 {
            try await ledger.note(try Samples("EPR-\(index)", recipient: "Y0\(1000 + index)").extracted(), parking: nil)
        }
        try await PageTests().application(ledger).test(.router) { client in
            #expect(try await !body(client, "/").contains("Y01000"))
            var (address, seen, parts): (String?, Int, Int) = ("/practices", 0, 0)
            while let part = address {
                let page = try await body(client, part)
                seen += page.matches(of: /<th scope="row">/).count
                parts += 1
                address = page.firstMatch(of: /<a href="(\/practices\?after=[^"]*)">/).map { String($0.1) }
            }
            #expect(seen == 230 && parts == 3)
        }
    }

    @Test("a ledger of any size opens without being read as a whole")
    func opening() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "ledger-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let file = directory.appending(path: "reporting.sqlite")
        do {
            let queue = try DatabaseQueue(path: file.path)
            try queue.write { database in
                try database.execute(sql: "CREATE TABLE filler (bytes BLOB)")
                for _ in 0..<50 { try database.execute(sql: "INSERT INTO filler VALUES (randomblob(4000))") }
            }
            try queue.close()
        }
        let handle = try FileHandle(forUpdating: file)
        try handle.seek(toOffset: 20 * 4096)
        try handle.write(contentsOf: Data(repeating: 0xFF, count: 4096))
        try handle.close()
        #expect(throws: JournalError.self) { try Journal(directory: directory, name: "reporting") }
        #expect(throws: Never.self) { try Journal(directory: directory, name: "reporting", checkedUpTo: 10_000) }
    }
}
