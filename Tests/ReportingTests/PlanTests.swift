import Foundation
import GRDB
import Hummingbird
import HummingbirdTesting
import Journal
import Letters
import Logging
import Messages
import Operations
import Synchronization
import Testing

@testable import Reporting

/// Checks that every query of the pages uses an index, since the ledger of a trust has millions of letters.
@Suite("Reporting's questions to its ledger")
struct PlanTests {
    private static let pages = [
        "/", "/letters", "/letters?state=sent&open=yes", "/letters?state=filed",
        "/letters?practice=Y00001&taken=2026-04",
        "/letters?source=nowhere", "/letters?specialty=320", "/letters?code=30002", "/letters?cause=patient-left",
        "/letters?person=yes", "/letters?place=way", "/letters?place=person&taken=2026-04-01..2026-04-30",
        "/letters?open=yes", "/letters?unanswered=yes", "/letters?reached=4&urgency=urgent&kind=outpatient-letter",
        "/letters?promise=clinic&kept=missed&due=2026-04", "/letters?promise=clinic&kept=late", "/worklist",
        "/worklist?cause=patient-left&practice=Y00001", "/practices", "/practices?after=Y00001", "/reports",
        "/reports?by=week&period=2026-04-20", "/reports?by=day&period=2026-04-20&practice=Y00001", "/letters.csv",
        "/api/v1/overview", "/api/v1/practices", "/api/v1/withheld", "/api/v1/parked", "/api/v1/reports",
        "/api/v1/letters?recipient=Y00001", "/api/v1/letters?needsPerson=true",
    ]

    @Test("never look through all events, deliveries or letters")
    func plans() async throws {
        var lives = Lives(seed: 4)
        var ledger = try await TallyTests.ledger(try lives.events(60))
        try await ledger.journal.write { database in
            for letter in try String.fetchAll(database, sql: "SELECT letter FROM search LIMIT 20") {
                try database.execute(
                    sql: "UPDATE search SET family = 'QUILL', given = 'Ann', is_filled = 1 WHERE letter = ?",
                    arguments: [letter])
                try SearchRows.noteName(of: letter, database)
            }
        }
        let asked = Mutex<[String: String]>([:])
        let page = Mutex("")
        ledger.watch = { sql in page.withLock { page in asked.withLock { $0[sql] = page } } }
        let delivery = try #require(try await ledger.deliveries(ListFilter()).first?.delivery)
        let application = try PageTests().application(ledger)
        try await application.test(.router) { client in
            for uri in Self.pages + ["/letters/\(delivery)", "/api/v1/letters/\(delivery)"] {
                page.withLock { $0 = uri }
                try await client.execute(uri: uri, method: .get) { #expect($0.status == .ok, "\(uri)") }
            }
            for words in ["quill", "quill%2C+a", "9990000018", "1975-03-04"] {
                page.withLock { $0 = words }
                let address = try await client.execute(
                    uri: "/letters", method: .post, body: ByteBuffer(string: "words=\(words)")
                ) { $0.headers[.location] ?? "" }
                try await client.execute(uri: address, method: .get) { #expect($0.status == .ok, "\(words)") }
            }
        }
        let questions = asked.withLock { $0 }.filter { $0.key.uppercased().hasPrefix("SELECT") }
        #expect(questions.count > 50)
        for (sql, page) in questions {
            let plan = try await ledger.journal.read { database in
                try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN \(sql)").map { $0["detail"] as String }
            }
            for step in plan {
                let isScan = ["event", "delivery", "delivery_event", "search", "figure", "tally", "withheld"]
                    .contains { step == "SCAN \($0)" || step.hasPrefix("SCAN \($0) ") }
                #expect(!isScan, "\(page): \(step): \(sql)")
                // A sort without an index is allowed only for the result of a search, which has at most a thousand
                // rows.
                if sql.contains("FROM delivery INDEXED BY"), !sql.contains("delivery_by_letter") {
                    #expect(!step.contains("TEMP B-TREE"), "\(page): \(step): \(sql)")
                }
            }
            #expect(!sql.contains("OFFSET"), "\(page): \(sql)")
        }
    }

    @Test(
        "give a list in parts that together are the whole, none twice, while new letters come in",
        arguments: [1, 7, 50])
    func parts(limit: Int) async throws {
        var lives = Lives(seed: 6)
        let events = try lives.events(60)
        let ledger = try await TallyTests.ledger(events)
        for filter in [
            ListFilter(), ListFilter(needsPerson: true), ListFilter(isOpen: true), ListFilter(recipient: "Y00001"),
            ListFilter(promise: .clinic, kept: .due),
        ] {
            var whole = filter
            whole.limit = 10_000
            let wanted = try await ledger.deliveries(whole).map(\.delivery)
            var part = filter
            part.limit = limit
            var found: [String] = []
            while true {
                let lines = try await ledger.deliveries(part)
                found += lines.map(\.delivery)
                guard lines.count == limit, let cursor = lines.last?.cursor else { break }
                part.after = ListFilter.Cursor(cursor)
                #expect(part.after != nil)
            }
            #expect(found == wanted && !wanted.isEmpty)
        }
    }
}
