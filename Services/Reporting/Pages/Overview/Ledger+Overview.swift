import Foundation
import GRDB
import Journal
import Letters
import Messages

extension Ledger {
    struct Overview: Codable, Equatable, Sendable {
        var states: [String: Int]
        /// Each delivery counts once: as done, under way or needing a person.
        var total: Int
        var done: Int
        var underWay: Int
        var needsPerson: Int
        /// Deliveries that need a person because of this cause.
        var stalled: Int
        var overdue: Int
        /// The number of messages ever parked.
        var parked: Int
        var withheld: Int
        /// The signing time of the open delivery that was taken first.
        var oldestOpen: String?
        /// The time of the last complete poll, by mailbox.
        var polled: [String: String]
        /// The number of letters in the ledger, by source.
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

    /// Returns the number of messages ever parked.
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

    /// Returns how many items wait for a person: deliveries by cause, and withheld letters.
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

    /// The letters taken in some days, by their present state.
    struct Taken: Equatable, Sendable {
        var total = 0
        var places: [ListFilter.Place: Int] = [:]
        /// The number that has reached each step (1 to 6).
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

    /// The open deliveries in one state; `oldest` is since when the one taken first is in it.
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
