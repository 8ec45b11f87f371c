import Foundation
import GRDB
import Journal
import Letters
import Messages
import Pipeline
import Testing

@testable import Reporting

@Suite("The ledger, told of many events in one commit")
struct CommitTests {
    private func rows(_ ledger: Ledger) async throws -> [String] {
        try await ledger.journal.read { database in
            try ["delivery", "withheld", "withdrawal", "search"].flatMap { table in
                try Row.fetchAll(database, sql: "SELECT * FROM \(table)").map { "\(table) \($0)" }.sorted()
            }
        }
    }

    @Test("comes to what it comes to when it is told of each by itself", arguments: 0..<12)
    func same(seed: Int) async throws {
        let (alone, together) = (try Samples.ledger(), try Samples.ledger())
        var events: [Event] = []
        for index in 0..<4 {
            let samples = try Samples("EPR-\(seed)-\(index)")
            events += try samples.life()
            if index == 0 { events.append(try samples.outcome(.letterClosed, after: 30)) }
            if index == 1 { events.append(try samples.outcome(.letterResend, after: 9)) }
            if index == 2 { events.append(try samples.outcome(.letterRejected, after: 5, code: "30002")) }
        }
        events.shuffle()
        for event in events { try await alone.note(event, parking: nil) }
        var rest = events[...]
        while !rest.isEmpty {
            let batch = rest.prefix(Int.random(in: 2...12))
            rest = rest.dropFirst(batch.count)
            let works = try batch.map { try together.work(on: $0, parking: nil) }
            for result in await Work.commit(works) { _ = try result.get() }
        }
        #expect(try await rows(together) == rows(alone))
    }
}
