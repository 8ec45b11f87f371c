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
    /// What a delivery's row says that its figures depend on.
    struct Former {
        var recipient: String
        var kind: String
        var source: String
        var specialty: String?
        var role: String
        var urgency: String
        var signedAt: String
        var encounterAt: String?
        /// In milliseconds; 0 of a delivery that was not counted before.
        var takenAt: Int64 = 0
        var count: Count?

        /// Of a delivery without a row.
        init(_ facts: DeliveryFacts) {
            (recipient, kind, source) = (facts.recipient.description, facts.kind.rawValue, facts.source)
            (specialty, role, urgency) = (facts.specialty, facts.role.rawValue, facts.urgency.rawValue)
            (signedAt, encounterAt) = (Instant.text(facts.signedAt), facts.encounterAt.map(Instant.text))
        }

        fileprivate init(_ row: Row) {
            (recipient, kind, source, specialty, role) = (row[0], row[1], row[2], row[3], row[4])
            (urgency, signedAt, encounterAt, takenAt) = (row[5], row[6], row[7], row[8])
            count = Count(row[9] as String)
        }
    }

    /// - Returns: nil of a delivery without a row.
    static func former(of facts: DeliveryFacts, _ database: Database) throws -> Former? {
        try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT recipient, kind, source, specialty, role, urgency, signed_at, encounter_at, taken_at, counted
                    FROM delivery WHERE delivery = ?
                    """), arguments: [facts.delivery.description]
        ).map(Former.init)
    }

    static func life(
        of facts: DeliveryFacts, _ former: Former, _ events: [DeliveryEvent], _ standing: DeliveryStanding,
        _ attention: Attention, _ withdrawnAt: Date?, _ database: Database
    ) throws -> Life {
        Life(
            kind: LetterKind(rawValue: former.kind) ?? facts.kind, urgency: former.urgency,
            isCopy: former.role == RecipientRole.copy.rawValue,
            signedAt: Instant.date(former.signedAt) ?? facts.signedAt,
            encounterAt: former.encounterAt.flatMap(Instant.date), events: events, standing: standing,
            attention: attention, withdrawnAt: withdrawnAt, replacedAt: try replacement(of: facts, database))
    }

    /// The values of `taken_at, rung, cause, press, promise, due_at, verdict, done_at, awaits_since, counted`.
    static func columns(of life: Life, _ count: Count) -> StatementArguments {
        [
            life.takenAt.milliseconds, life.rung, life.attention.cause?.rawValue ?? "", press(life),
            life.promise?.rawValue, life.dueAt?.milliseconds, life.verdict?.rawValue, life.doneAt?.milliseconds,
            life.awaitsSince?.milliseconds, count.text,
        ]
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

    init(_ former: Counting.Former, of life: Life) {
        place = [former.recipient, former.kind, former.source, former.specialty ?? "", former.role]
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
