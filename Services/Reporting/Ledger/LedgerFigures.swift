import GRDB
import Letters

/// The ledger's gauges for `/metrics`; no patient data.
struct LedgerFigures: Equatable, Sendable {
    /// The number of deliveries in each state, 0 included.
    var states: [String: Int]
    /// The number of deliveries that need a person, by state or concern; a delivery counts once under each of its own.
    var causes: [String: Int]
    /// The signing time of the oldest letter that is not done, in the ledger's text form.
    var oldestOpen: String?
    var withheld: Int
    /// The number of messages ever parked.
    var parked: Int

    /// Causes reported even at 0, so that the first delivery shows as a rise.
    private static let knownCauses =
        DeliveryState.allCases.filter(\.needsPerson).map(\.rawValue)
        + [
            "overdue", "stalled", "parked", "doubted", "document", "pages-doubted", "withdrawn-after-sending",
            "recipient-differs",
        ]

    init(_ database: Database) throws {
        states = Dictionary(uniqueKeysWithValues: DeliveryState.allCases.map { ($0.rawValue, 0) })
        for row in try Row.fetchAll(database, sql: "SELECT state, sum(number) FROM standing GROUP BY state") {
            states[row[0]] = row[1]
        }
        causes = Dictionary(uniqueKeysWithValues: Self.knownCauses.map { ($0, 0) })
        let people = try Row.fetchAll(
            database,
            sql: """
                SELECT state, concerns, count(*) FROM delivery INDEXED BY delivery_for_people
                WHERE cause <> '' AND press > 0 GROUP BY state, concerns
                """)
        for row in people {
            for cause in Self.causes(state: row[0], concerns: row[1]) { causes[cause, default: 0] += row[2] }
        }
        oldestOpen = try String.fetchOne(
            database, sql: "SELECT min(signed_at) FROM delivery INDEXED BY delivery_open WHERE NOT is_done")
        withheld = try Ledger.withheldCount(database)
        parked = try Ledger.parkedCount(database)
    }

    /// Returns the causes of a delivery. A concern's detail is left out: `overdue technical` counts as `overdue`.
    private static func causes(state: String, concerns: String) -> Set<String> {
        var causes = Set([LedgerConcern](row: concerns).map(\.word))
        causes.remove(DeliveryStanding.Concern.Kind.deceased.rawValue)
        if DeliveryState(rawValue: state)?.needsPerson == true { causes.insert(state) }
        return causes
    }
}
