import GRDB
import Journal
import Letters
import Messages
import Synchronization

/// Collects the deliveries changed in a commit, and updates each once at its end, however many events changed it. Code
/// that reads their rows earlier must call `close` first.
final class Standings: Closing {
    private let noted = Mutex<[DeliveryID: DeliveryFacts]>([:])

    func begin() { noted.withLock { $0 = [:] } }

    /// Keeps the facts of the first event, as the delivery's row does.
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
