import GRDB
import Journal
import TestSupport
import Testing

@testable import Transport

@Suite("The send ledger, however many letters wait in it")
struct LedgerQueryTests {
    @Test(
        "finds what is next by an index, without sorting",
        arguments: [
            """
            SELECT * FROM sends INDEXED BY sends_next
            WHERE phase IN ('intended', 'unknown') AND due <= 5 AND channel IN ('mesh', 'folder')
            ORDER BY urgent DESC, sequence LIMIT 8
            """,
            "SELECT min(due) FROM sends WHERE phase IN ('intended', 'unknown') AND due > 5",
            "SELECT * FROM sends WHERE phase IN ('offered', 'unknown') AND channel = 'mesh' ORDER BY sequence",
            "SELECT message FROM sends WHERE phase IN (\(SendLedger.phases(Send.Phase.open)))",
            "SELECT * FROM sends WHERE track_due <= 5 ORDER BY track_due LIMIT 20",
            "SELECT 1 FROM sends WHERE mesh_message = 'M1' AND message <> x'00'",
            "UPDATE sends SET due = 5, waits = 0 WHERE recipient = 'Y00001' AND waits = 1",
            "SELECT count(*), min(since) FROM sends WHERE awaits = 1 AND answer IS NULL AND phase = 'accepted'",
        ])
    func indexes(sql: String) async throws {
        let home = try TemporaryFolder()
        let journal = try TransportLedger.open(in: home.url)
        let plan = try await journal.read { database in
            try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN \(sql)").map { $0["detail"] as String }
        }
        #expect(plan.allSatisfy { $0.contains("INDEX") && !$0.contains("TEMP B-TREE") }, "\(plan)")
    }
}
