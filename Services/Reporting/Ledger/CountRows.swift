import GRDB
import Journal
import Letters
import Messages

/// Collects the changes to the counter tables for many deliveries, since deliveries that change state together change
/// the same few rows.
struct CountRows {
    /// A counter table, with the columns of its key.
    private enum Table: String, CaseIterable {
        case tally, daily, standing, practice, letters, figure

        var key: [String] {
            switch self {
            case .tally:
                [
                    "day", "recipient", "kind", "source", "specialty", "role", "state", "code", "cause", "is_done",
                    "rung",
                ]
            case .daily: ["day", "state", "is_done", "cause", "rung"]
            case .standing: ["state", "is_done", "cause", "source", "kind"]
            case .practice: ["recipient", "state", "is_done", "needs_person"]
            case .letters: ["source"]
            case .figure: ["measure", "slice", "value", "day", "kind", "bin"]
            }
        }
    }

    /// The statements that change one table.
    private struct Statements {
        let adding: String
        let clearing: String

        init(_ table: Table) {
            adding = """
                INSERT INTO \(table.rawValue) (\(table.key.joined(separator: ", ")), number)
                VALUES (\(table.key.map { _ in "?" }.joined(separator: ", ")), ?)
                ON CONFLICT DO UPDATE SET number = number + excluded.number
                """
            let key = table.key.map { "\($0) = ?" }.joined(separator: " AND ")
            clearing = "DELETE FROM \(table.rawValue) WHERE \(key) AND number = 0"
        }
    }

    static let tables = Table.allCases.map(\.rawValue)

    /// By table, and by the values of its key.
    private var numbers: [Table: [[DatabaseValue]: Int]] = [:]

    /// Replaces a delivery's former counts by its present ones.
    mutating func replace(_ former: Count?, by present: Count) {
        if former == present { return }
        if former.map({ $0.place != present.place || $0.standing != present.standing }) ?? true {
            if let former { note(former, by: -1) }
            note(present, by: 1)
        }
        // Only figures that differ are changed.
        let isSamePlace = former?.place == present.place
        let kept = isSamePlace ? former?.figures ?? [] : []
        if let former, !isSamePlace {
            for figure in former.figures { note(figure, former, by: -1) }
        }
        var gone = kept
        for figure in present.figures {
            if let place = gone.firstIndex(of: figure) {
                gone.remove(at: place)
            } else {
                note(figure, present, by: 1)
            }
        }
        for figure in gone { note(figure, present, by: -1) }
    }

    /// Counts the letter of a new delivery, unless another delivery of the letter was counted.
    mutating func begin(_ facts: DeliveryFacts, _ database: Database) throws {
        let others = try Int.fetchOne(
            database.cachedStatement(sql: "SELECT count(*) FROM delivery WHERE letter = ? AND counted <> ''"),
            arguments: [facts.letter.description])
        if others == 0 { add(to: .letters, [facts.source], 1) }
    }

    /// Writes the changes to the tables, and deletes rows whose count is 0.
    mutating func write(_ database: Database) throws {
        for (table, rows) in numbers {
            let statements = Statements(table)
            for (key, number) in rows where number != 0 {
                try database.run(statements.adding, StatementArguments(key + [number.databaseValue]))
                if number < 0 { try database.run(statements.clearing, StatementArguments(key)) }
            }
        }
        numbers = [:]
    }

    private mutating func note(_ count: Count, by number: Int) {
        let (place, standing) = (count.place, count.standing)
        let (state, cause) = (standing[1], standing[3])
        let (day, isDone, rung) = (Int(standing[0]) ?? 0, Int(standing[4]) ?? 0, Int(standing[5]) ?? 0)
        add(
            to: .tally,
            [day, place[0], place[1], place[2], place[3], place[4], state, standing[2], cause, isDone, rung], number)
        add(to: .daily, [day, state, isDone, cause, rung], number)
        add(to: .standing, [state, isDone, cause, place[2], place[1]], number)
        add(to: .practice, [place[0], state, isDone, cause.isEmpty ? 0 : 1], number)
    }

    private mutating func note(_ figure: String, _ count: Count, by number: Int) {
        let cells = figure.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard cells.count == 3, let day = Int(cells[1]) else { return }
        for (slice, value) in [
            ("", ""), ("practice", count.place[0]), ("source", count.place[2]), ("specialty", count.place[3]),
        ] {
            add(to: .figure, [cells[0], slice, value, day, count.place[1], cells[2]], number)
        }
    }

    private mutating func add(to table: Table, _ key: [any DatabaseValueConvertible], _ number: Int) {
        numbers[table, default: [:]][key.map(\.databaseValue), default: 0] += number
    }
}
