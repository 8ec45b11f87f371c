import Foundation
import GRDB
import Journal
import Letters
import Messages

extension Ledger {
    struct Overview: Codable, Equatable, Sendable {
        var states: [String: Int]
        /// Each delivery is done, under way or with a person.
        var total: Int
        var done: Int
        var underWay: Int
        var needsPerson: Int
        /// Of those that need a person, by the cause that is told first.
        var stalled: Int
        var overdue: Int
        /// Messages that were ever parked.
        var parked: Int
        var withheld: Int
        /// When the delivery that is open longest was signed.
        var oldestOpen: String?
        /// By mailbox, when it was last read to its end.
        var polled: [String: String]
        /// How many letters of each source the ledger holds.
        var sources: [String: Int]
    }

    func overview() async throws -> Overview {
        try await read { database in
            func pairs<Value: DatabaseValueConvertible>(_ sql: String) throws -> [String: Value] {
                let rows = try Row.fetchAll(database, sql: sql)
                return Dictionary(uniqueKeysWithValues: rows.map { ($0[0] as String, $0[1] as Value) })
            }
            var overview = Overview(
                states: [:], total: 0, done: 0, underWay: 0, needsPerson: 0, stalled: 0, overdue: 0,
                parked: try Self.parkedCount(database),
                withheld: try Self.withheldCount(database),
                oldestOpen: try String.fetchOne(
                    database,
                    sql: """
                        SELECT signed_at FROM delivery INDEXED BY delivery_open WHERE NOT is_done AND taken_at >= 0
                        ORDER BY taken_at LIMIT 1
                        """), polled: try pairs("SELECT mailbox, at FROM poll"),
                sources: try pairs("SELECT source, number FROM letters"))
            for row in try Row.fetchAll(database, sql: "SELECT state, is_done, cause, number FROM standing") {
                let (state, cause, number): (String, String, Int) = (row["state"], row["cause"], row["number"])
                overview.total += number
                overview.states[state, default: 0] += number
                if !cause.isEmpty {
                    overview.needsPerson += number
                    if cause == Attention.Cause.stalled.rawValue { overview.stalled += number }
                    if cause == Attention.Cause.overdue.rawValue { overview.overdue += number }
                } else if row["is_done"] {
                    overview.done += number
                } else {
                    overview.underWay += number
                }
            }
            return overview
        }
    }

    /// Messages that were ever parked.
    static func parkedCount(_ database: Database) throws -> Int {
        try Int.fetchOne(
            database,
            sql: """
                SELECT count(*) FROM event INDEXED BY event_parked
                WHERE parked_stage IS NOT NULL AND sequence > 0
                """) ?? 0
    }

    static func withheldCount(_ database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "SELECT count(*) FROM withheld WHERE NOT is_settled AND since > ''") ?? 0
    }

    /// How many wait for a person: deliveries by cause, and what is withheld at the source.
    func waiting() async throws -> (causes: [Attention.Cause: Int], withheld: Int) {
        try await read { database in
            var causes: [Attention.Cause: Int] = [:]
            for row in try Row.fetchAll(
                database, sql: "SELECT cause, sum(number) AS number FROM standing WHERE cause <> '' GROUP BY cause")
            {
                if let cause = Attention.Cause(rawValue: row["cause"]) { causes[cause] = row["number"] }
            }
            return (causes, try Self.withheldCount(database))
        }
    }

    /// What was taken in some days and where it stands.
    struct Taken: Equatable, Sendable {
        var total = 0
        var places: [ListFilter.Place: Int] = [:]
        /// How many have reached each rung.
        var rungs: [Int: Int] = [:]
        var states: [DeliveryState: Int] = [:]
    }

    func taken(_ days: ClosedRange<CivilDay>) async throws -> Taken {
        try await read { database in
            var taken = Taken()
            for row in try Row.fetchAll(
                database,
                sql: """
                    SELECT state, is_done, cause, rung, sum(number) AS number FROM daily WHERE day BETWEEN ? AND ?
                    GROUP BY state, is_done, cause, rung
                    """, arguments: [days.lowerBound.number, days.upperBound.number])
            {
                let number: Int = row["number"]
                let isWaiting = !(row["cause"] as String).isEmpty
                taken.total += number
                taken.places[isWaiting ? .person : row["is_done"] ? .done : .way, default: 0] += number
                for rung in 1...max(1, row["rung"] as Int) { taken.rungs[rung, default: 0] += number }
                if let state = DeliveryState(rawValue: row["state"]) { taken.states[state, default: 0] += number }
            }
            return taken
        }
    }

    /// What waits at a step of the way, and since when the one does that was taken first.
    struct Step: Equatable, Sendable {
        var state: DeliveryState
        var waiting: Int
        var oldest: String?
        var oldestDelivery: String?
    }

    func steps() async throws -> [Step] {
        try await read { database in
            try [DeliveryState.extracted, .converted, .sent, .collected, .received].map { state in
                let number = try Int.fetchOne(
                    database, sql: "SELECT sum(number) FROM standing WHERE state = ? AND is_done = 0",
                    arguments: [state.rawValue])
                let oldest = try Row.fetchOne(
                    database,
                    sql: """
                        SELECT since, delivery FROM delivery INDEXED BY delivery_open_by_state
                        WHERE state = ? AND NOT is_done AND taken_at >= 0 ORDER BY taken_at LIMIT 1
                        """, arguments: [state.rawValue])
                return Step(
                    state: state, waiting: number ?? 0, oldest: oldest?["since"], oldestDelivery: oldest?["delivery"])
            }
        }
    }
}
