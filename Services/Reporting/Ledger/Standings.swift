import GRDB
import Journal
import Letters
import Messages
import Synchronization

/// The deliveries of which something new was noted, brought up to date once at the end of a commit, however many events
/// were about them. Whoever reads their rows before has it done first.
final class Standings: Closing {
    private let noted = Mutex<[DeliveryID: DeliveryFacts]>([:])

    func begin() { noted.withLock { $0 = [:] } }

    /// The facts of the first event are kept, as they are by the row.
    func note(_ facts: DeliveryFacts) { noted.withLock { $0[facts.delivery] = $0[facts.delivery] ?? facts } }

    func close(_ database: Database) throws {
        let all = noted.withLock { noted in
            defer { noted = [:] }
            return noted
        }
        var rows = CountRows()
        for facts in all.values { try Ledger.bringUpToDate(facts, &rows, database) }
        try rows.write(database)
    }
}
