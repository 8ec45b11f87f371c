import GRDB
import Journal
import Letters
import Messages

/// The rows of the tallies.
enum CountRows {
    /// Takes back what was counted and counts what is.
    static func replace(_ former: Count?, by present: Count, _ database: Database) throws {
        if former == present { return }
        if let former, former.place != present.place || former.standing != present.standing {
            try note(former, by: -1, database)
        }
        if former.map({ $0.place != present.place || $0.standing != present.standing }) ?? true {
            try note(present, by: 1, database)
        }
        // What stays is not touched.
        let isSamePlace = former?.place == present.place
        let kept = isSamePlace ? former?.figures ?? [] : []
        let changes = present.figures.difference(from: kept)
        if let former, !isSamePlace {
            for figure in former.figures { try note(figure, former, by: -1, database) }
        }
        for change in changes {
            switch change {
            case .remove(_, let figure, _): try note(figure, present, by: -1, database)
            case .insert(_, let figure, _): try note(figure, present, by: 1, database)
            }
        }
    }

    static let tables = ["tally", "daily", "standing", "practice", "letters", "figure"]

    /// Counts the letter of a delivery that was not known before.
    static func begin(_ facts: DeliveryFacts, _ database: Database) throws {
        let others = try Int.fetchOne(
            database.cachedStatement(sql: "SELECT count(*) FROM delivery WHERE letter = ? AND counted <> ''"),
            arguments: [facts.letter.description])
        if others == 0 { try add(to: "letters", [("source", facts.source)], 1, database) }
    }

    private static func note(_ count: Count, by number: Int, _ database: Database) throws {
        let (place, standing) = (count.place, count.standing)
        let (state, cause) = (standing[1], standing[3])
        let (day, isDone, rung) = (Int(standing[0]) ?? 0, Int(standing[4]) ?? 0, Int(standing[5]) ?? 0)
        try add(
            to: "tally",
            [
                ("day", day), ("recipient", place[0]), ("kind", place[1]), ("source", place[2]),
                ("specialty", place[3]), ("role", place[4]), ("state", state), ("code", standing[2]),
                ("cause", cause), ("is_done", isDone), ("rung", rung),
            ], number, database)
        try add(
            to: "daily", [("day", day), ("state", state), ("is_done", isDone), ("cause", cause), ("rung", rung)],
            number, database)
        try add(
            to: "standing",
            [("state", state), ("is_done", isDone), ("cause", cause), ("source", place[2]), ("kind", place[1])],
            number, database)
        try add(
            to: "practice",
            [
                ("recipient", place[0]), ("state", state), ("is_done", isDone),
                ("needs_person", cause.isEmpty ? 0 : 1),
            ], number, database)
    }

    private static func note(_ figure: String, _ count: Count, by number: Int, _ database: Database) throws {
        let cells = figure.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard cells.count == 3, let day = Int(cells[1]) else { return }
        for (slice, value) in [
            ("", ""), ("practice", count.place[0]), ("source", count.place[2]), ("specialty", count.place[3]),
        ] {
            try add(
                to: "figure",
                [
                    ("measure", cells[0]), ("slice", slice), ("value", value), ("day", day), ("kind", count.place[1]),
                    ("bin", cells[2]),
                ], number, database)
        }
    }

    /// A row of which nothing is left goes.
    private static func add(
        to table: String, _ key: [(name: String, value: any DatabaseValueConvertible)], _ number: Int,
        _ database: Database
    ) throws {
        let names = key.map(\.name)
        let values = key.map { $0.value as (any DatabaseValueConvertible)? }
        try database.run(
            """
            INSERT INTO \(table) (\(names.joined(separator: ", ")), number)
            VALUES (\(names.map { _ in "?" }.joined(separator: ", ")), ?)
            ON CONFLICT DO UPDATE SET number = number + excluded.number
            """, StatementArguments(values + [number]))
        if number < 0 {
            let condition = names.map { "\($0) = ?" }.joined(separator: " AND ")
            try database.run(
                "DELETE FROM \(table) WHERE \(condition) AND number = 0", StatementArguments(values))
        }
    }
}
