import Foundation
import GRDB
import Letters

/// A filter of the list of deliveries, with its page and the index that gives its order.
struct ListFilter: Equatable, Sendable {
    /// Where a delivery is: done, under way, or waiting for a person. Every delivery is exactly one of these.
    enum Place: String, CaseIterable, Sendable { case done, way, person }

    /// A filter on the promise: one verdict, or a group of verdicts as of now.
    enum Kept: String, CaseIterable, Sendable {
        case kept, evidence, late, open, withdrawn, replaced, rerouted
        /// `due`: all that count; `inTime`: in time; `missed`: late, or open past the due time; `still`: open and not
        /// yet due.
        case due, inTime = "in-time", missed, still
    }

    /// The position of a row in the list; the next page starts after it.
    struct Cursor: Equatable, Sendable {
        var place: Int64
        var delivery: String

        init(place: Int64, delivery: String) { (self.place, self.delivery) = (place, delivery) }

        init?(_ text: String) {
            let parts = text.split(separator: "_", maxSplits: 1).map(String.init)
            guard parts.count == 2, let place = Int64(parts[0]), let id = UUID(uuidString: parts[1]) else { return nil }
            self.init(place: place, delivery: id.uuidString.lowercased())
        }

        var text: String { "\(place)_\(delivery)" }
    }

    var state: DeliveryState?
    var kind: LetterKind?
    var recipient: String?
    var source: String?
    var specialty: String?
    var urgency: Urgency?
    var code: String?
    var cause: Attention.Cause?
    var needsPerson = false
    var isOpen = false
    var isUnanswered = false
    var place: Place?
    /// The lowest step that the delivery must have reached (1 to 6).
    var reached: Int?
    var taken: ClosedRange<CivilDay>?
    var promise: Promise?
    var kept: Kept?
    var due: ClosedRange<CivilDay>?
    /// The letters found by a search; nil for all.
    var letters: [String]?
    var after: Cursor?
    var limit = 100

    /// The index to read, the column that it sorts by, and whether the greatest value comes first.
    private var way: (index: String, column: String, isDescending: Bool) {
        if letters != nil { return ("delivery_by_letter", "taken_at", true) }
        if promise != nil {
            let isOne = kept.map { PromiseVerdict(rawValue: $0.rawValue) != nil } ?? false
            return (isOne ? "delivery_by_verdict" : "delivery_promised", "due_at", true)
        }
        if cause != nil { return ("delivery_by_cause", "press", false) }
        if needsPerson || place == .person, taken == nil { return ("delivery_for_people", "press", false) }
        if isUnanswered { return ("delivery_unanswered", "awaits_since", false) }
        let ways = [
            ("delivery_by_code", code != nil), ("delivery_by_recipient", recipient != nil),
            ("delivery_by_specialty", specialty != nil), ("delivery_by_source", source != nil),
            ("delivery_open_by_state", state != nil && isOpen), ("delivery_by_state", state != nil),
            ("delivery_open", isOpen),
        ]
        return (ways.first { $0.1 }?.0 ?? "delivery_by_time", "taken_at", true)
    }

    /// Builds the SQL query.
    ///
    /// - Parameter now: an open delivery that was due before this time counts as late.
    func query(at now: Date) -> (sql: String, arguments: StatementArguments) {
        let (index, column, isDescending) = way
        var parts: [String] = []
        var arguments: StatementArguments = []
        func narrow(_ sql: String, _ values: [any DatabaseValueConvertible] = []) {
            parts.append(sql)
            arguments += StatementArguments(values.map { $0 as (any DatabaseValueConvertible)? })
        }
        let columns: [(String, String?)] = [
            ("state", state?.rawValue), ("recipient", recipient), ("kind", kind?.rawValue), ("source", source),
            ("urgency", urgency?.rawValue), ("specialty", specialty), ("code", code), ("cause", cause?.rawValue),
            ("promise", promise?.rawValue),
        ]
        for (column, value) in columns { if let value { narrow("\(column) = ?", [value]) } }
        if needsPerson || cause != nil || place == .person { narrow("cause <> ''") }
        if isOpen { narrow("NOT is_done") }
        if isUnanswered { narrow("awaits_since IS NOT NULL") }
        switch place {
        case .done: narrow("is_done AND cause = ''")
        case .way: narrow("NOT is_done AND cause = ''")
        case .person, nil: break
        }
        if let reached { narrow("rung >= ?", [reached]) }
        if let taken {
            narrow(
                "taken_at >= ? AND taken_at < ?",
                [CivilDay.milliseconds(taken.lowerBound.start), CivilDay.milliseconds((taken.upperBound + 1).start)])
        }
        if promise != nil {
            narrow("promise IS NOT NULL")
            if let due {
                narrow(
                    "due_at >= ? AND due_at < ?",
                    [CivilDay.milliseconds(due.lowerBound.start), CivilDay.milliseconds((due.upperBound + 1).start)])
            }
            switch kept {
            case .due: narrow("verdict IN ('kept', 'evidence', 'late', 'open')")
            case .inTime: narrow("verdict IN ('kept', 'evidence')")
            case .missed:
                narrow("(verdict = 'late' OR verdict = 'open' AND due_at < ?)", [CivilDay.milliseconds(now)])
            case .still: narrow("verdict = 'open' AND due_at >= ?", [CivilDay.milliseconds(now)])
            case .some(let one): narrow("verdict = ?", [one.rawValue])
            case nil: break
            }
        }
        if let letters {
            narrow("letter IN (\(letters.map { _ in "?" }.joined(separator: ",")))", letters)
        }
        let start = Cursor(place: isDescending ? .max : .min, delivery: isDescending ? "~" : "")
        let after = after ?? start
        narrow("(\(column), delivery) \(isDescending ? "<" : ">") (?, ?)", [after.place, after.delivery])
        let order = isDescending ? " DESC" : ""
        return (
            """
            SELECT *, \(column) AS place FROM delivery INDEXED BY \(index) WHERE \(parts.joined(separator: " AND "))
            ORDER BY \(column)\(order), delivery\(order) LIMIT ?
            """, arguments + [limit]
        )
    }
}
