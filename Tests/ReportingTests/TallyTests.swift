import Foundation
import GRDB
import Journal
import Letters
import Messages
import TestSupport
import Testing

@testable import Reporting

/// Tests the counters of deliveries, which must always agree with the deliveries.
@Suite("The ledger's tallies")
struct TallyTests {
    static func ledger(_ events: [Event]) async throws -> Ledger {
        let ledger = try Samples.ledger()
        for event in events { try await ledger.note(event, parking: nil) }
        return ledger
    }

    /// Returns every row of every tally, and the columns by which lists are read.
    static func counted(_ ledger: Ledger) async throws -> [String] {
        try await ledger.journal.read { database in
            var lines: [String] = []
            for table in CountRows.tables {
                lines += try Row.fetchAll(database, sql: "SELECT * FROM \(table)").map { row in
                    table + " " + row.databaseValues.map { "\($0)" }.joined(separator: "|")
                }
            }
            lines += try Row.fetchAll(
                database,
                sql: """
                    SELECT delivery, taken_at, rung, cause, press, promise, due_at, verdict, done_at, awaits_since, counted
                    FROM delivery
                    """
            ).map { row in row.databaseValues.map { "\($0)" }.joined(separator: "|") }
            return lines.sorted()
        }
    }

    @Test("come to the same in whatever order events arrive, and however often, and when they are counted anew")
    func anyOrder() async throws {
        var lives = Lives(seed: 1)
        let events = try lives.events(60)
        let inOrder = try await Self.ledger(events)
        let wanted = try await Self.counted(inOrder)
        #expect(wanted.count > 1000)
        var dice = Lives.Dice(state: 5)
        let shuffled = try await Self.ledger((events + events.filter { _ in dice.chance(40) }).shuffled(using: &dice))
        #expect(try await Self.counted(shuffled) == wanted)
        try await shuffled.journal.write { try Rebuild.begin($0) }
        try await Rebuild.run(shuffled.journal)
        #expect(try await Self.counted(shuffled) == wanted)
    }

    @Test("say of each delivery that it is done, under way or with a person, and of no two of them")
    func addUp() async throws {
        var lives = Lives(seed: 2)
        let ledger = try await Self.ledger(try lives.events(80))
        let overview = try await ledger.overview()
        #expect(overview.total == overview.done + overview.underWay + overview.needsPerson)
        #expect(overview.needsPerson > 0 && overview.done > 0 && overview.underWay > 0)
        let withdrawn = try await ledger.deliveries(ListFilter(cause: .withdrawnAfterSending, limit: 1000))
        #expect(withdrawn.contains { $0.isDone }, "filed, then withdrawn: with a person, and not done as well")
        for (place, number) in [
            (ListFilter.Place.done, overview.done), (.way, overview.underWay), (.person, overview.needsPerson),
        ] {
            #expect(try await ledger.deliveries(ListFilter(place: place, limit: 10_000)).count == number, "\(place)")
        }
        // Every delivery that waits for a person has an entry in the list, whatever its cause.
        let episodes = try await ledger.journal.read { database in
            try Row.fetchAll(database, sql: "SELECT facts, cause FROM delivery").map { row in
                let facts: DeliveryFacts = try Ledger.value(row["facts"])
                let events = try Ledger.events(of: facts, database)
                let withdrawnAt = try WithdrawnRows.first(of: facts.chain, revision: facts.revision, database)
                let last = Attention.episodes(of: events, withdrawnAt: withdrawnAt).last
                return (last != nil && last?.end == nil) == !(row["cause"] as String).isEmpty
            }
        }
        #expect(episodes.allSatisfy { $0 })
    }

    @Test("of a ledger that the version before wrote are made when it is opened, also after an end in the middle")
    func upgraded() async throws {
        var lives = Lives(seed: 3)
        let events = try lives.events(40)
        let directory = FileManager.default.temporaryDirectory.appending(path: "ledger-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let new = try await Self.ledger(events)
        try await Self.writeFormer(events, of: new, into: directory)
        let opened = try Ledger(directory: directory)
        // The first step of the rebuild runs, then the process restarts; a new event arrives before the rest is
        // rebuilt.
        try await Rebuild.run(opened.journal)
        #expect(try await Self.counted(opened) == Self.counted(new))
        let id = try await opened.journal.read {
            try String.fetchOne($0, sql: "SELECT message FROM message WHERE message LIKE '2026%'")
        }
        let found = try await opened.search(try #require(id).uppercased())
        #expect(found.letters.count == 1)
        #expect(try await opened.search("quillfeather").letters.count == 1)
    }

    /// Writes the state directory of the version before tallies: its tables and rows only.
    private static func writeFormer(_ events: [Event], of new: Ledger, into directory: URL) async throws {
        let queue = try DatabaseQueue(path: directory.appending(path: "reporting.sqlite").path)
        // The first opening creates the journal's own tables.
        _ = try Journal(directory: directory, name: "reporting")
        try LedgerSchema.migrations.migrate(queue, upTo: "reporting: letters that were dropped again")
        let tables = ["event", "delivery_event", "delivery", "message", "withheld", "withdrawal", "poll", "redrop"]
        for table in tables {
            let columns = try await queue.read { try $0.columns(in: table).map(\.name) }
            let rows = try await new.journal.read { database in
                try Row.fetchAll(database, sql: "SELECT \(columns.joined(separator: ", ")) FROM \(table)")
                    .map { Array($0.databaseValues) }
            }
            try await queue.write { database in
                for row in rows where table != "message" || "\(row[0])".count > 34 {
                    try database.execute(
                        sql: "INSERT INTO \(table) VALUES (\(row.map { _ in "?" }.joined(separator: ",")))",
                        arguments: StatementArguments(row))
                }
            }
        }
        let letters = try await new.journal.read {
            try Row.fetchAll($0, sql: "SELECT letter, record FROM search").map { ($0[0] as String, $0[1] as String) }
        }
        try await queue.write { database in
            for (place, letter) in letters.enumerated() {
                try database.execute(
                    sql: "INSERT INTO search (letter, record, family, is_filled) VALUES (?, ?, ?, ?)",
                    arguments: [letter.0, letter.1, place == 0 ? "QUILLFEATHER" : nil, place == 0])
            }
        }
        try queue.close()
    }
}
