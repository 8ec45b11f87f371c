import Foundation
import GRDB
import Journal
import Letters
import Messages

/// Updates the columns that lists are sorted by, and the figures, in the transaction that changes a delivery.
///
/// The delivery's row stores what was counted for it (`counted`), so that a change first subtracts the former counts;
/// the result does not depend on the order of events.
enum Counting {
    static func count(
        _ facts: DeliveryFacts, _ events: [DeliveryEvent], _ standing: DeliveryStanding, _ attention: Attention,
        _ withdrawnAt: Date?, _ rows: inout CountRows, _ database: Database
    ) throws {
        let delivery = facts.delivery.description
        guard
            let row = try Row.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT recipient, kind, source, specialty, role, urgency, signed_at, encounter_at, taken_at,
                            counted FROM delivery WHERE delivery = ?
                        """), arguments: [delivery])
        else { return }
        let encounter: String? = row["encounter_at"]
        let life = Life(
            kind: LetterKind(rawValue: row["kind"]) ?? facts.kind, urgency: row["urgency"],
            isCopy: row["role"] as String == RecipientRole.copy.rawValue,
            signedAt: Instant.date(row["signed_at"]) ?? facts.signedAt, encounterAt: encounter.flatMap(Instant.date),
            events: events, standing: standing, attention: attention, withdrawnAt: withdrawnAt,
            replacedAt: try replacement(of: facts, database))
        let former = Count(row["counted"])
        let present = Count(row, of: life)
        rows.replace(former, by: present)
        if former == nil { try rows.begin(facts, database) }
        let press = Self.press(life)
        try database.run(
            """
            UPDATE delivery SET taken_at = ?, rung = ?, cause = ?, press = ?, promise = ?, due_at = ?, verdict = ?,
                done_at = ?, awaits_since = ?, counted = ? WHERE delivery = ?
            """,
            [
                life.takenAt.milliseconds, life.rung, attention.cause?.rawValue ?? "", press, life.promise?.rawValue,
                life.dueAt?.milliseconds, life.verdict?.rawValue, life.doneAt?.milliseconds,
                life.awaitsSince?.milliseconds, present.text, delivery,
            ])
        // A later revision ends the promise for earlier ones, so their counts change too.
        if row["taken_at"] as Int64 != life.takenAt.milliseconds, facts.revision > 1 {
            let earlier = try String.fetchAll(
                database.cachedStatement(sql: "SELECT facts FROM delivery WHERE chain = ? AND revision < ?"),
                arguments: [facts.chain.description, facts.revision])
            for text in earlier { try Ledger.bringUpToDate(try Ledger.value(text), &rows, database) }
        }
    }

    /// Returns the time at which a later revision of the letter was taken; nil for none.
    private static func replacement(of facts: DeliveryFacts, _ database: Database) throws -> Date? {
        try Int64.fetchOne(
            database.cachedStatement(
                sql: "SELECT min(taken_at) FROM delivery WHERE chain = ? AND revision > ? AND taken_at > 0"),
            arguments: [facts.chain.description, facts.revision]
        ).map { Date(milliseconds: $0) }
    }

    /// Returns the sort key of the worklist: urgent letters first, then by due time; a letter without a due time counts
    /// as due 1,000,000,000 s (32 years) after its signing.
    private static func press(_ life: Life) -> Int64 {
        let due = (life.dueAt ?? life.signedAt + 1_000_000_000).milliseconds
        return (life.urgency == Urgency.urgent.rawValue ? 0 : 1_000_000_000_000_000) + due
    }
}

/// The counts of one delivery, as its row stores them.
struct Count: Equatable {
    /// Recipient, kind, source, specialty, role.
    var place: [String]
    /// Day, state, code, cause, whether it is done, rung.
    var standing: [String]
    var figures: [String]

    init(_ row: Row, of life: Life) {
        let specialty: String? = row["specialty"]
        place = [row["recipient"], row["kind"], row["source"], specialty ?? "", row["role"]]
        standing = [
            "\(CivilDay(life.takenAt).number)", life.standing.state.rawValue, life.standing.code ?? "",
            life.attention.cause?.rawValue ?? "", life.standing.isDone ? "1" : "0", "\(life.rung)",
        ]
        figures = Figure.all(of: life).map { figure in
            "\(figure.measure.rawValue)\(figure.isCopy ? Self.copies : "")\t\(figure.day.number)\t\(figure.bin)"
        }
    }

    /// The suffix of the measures of copies.
    static let copies = "/copy"

    /// Parses the stored text; nil for a delivery not counted yet.
    init?(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count >= 2 else { return nil }
        func cells(_ line: String) -> [String] {
            line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
        (place, standing, figures) = (cells(lines[0]), cells(lines[1]), Array(lines.dropFirst(2)))
    }

    var text: String {
        ([place, standing].map { $0.joined(separator: "\t") } + figures).joined(separator: "\n")
    }
}
