/// The mailboxes from which practices answer, as far as the practices file names them. MESH mailbox ids are
/// case-insensitive.
public struct AnswerMailboxes: Equatable, Sendable {
    private let second: [ODSCode: Set<String>]
    private let all: Set<String>

    /// Includes rows that are no longer in force, because their letters may still be answered.
    public init(_ practices: Practices = Practices(rows: [])) {
        var (second, all): ([ODSCode: Set<String>], Set<String>) = ([:], [])
        for row in practices.rows {
            if !row.answersFrom.isEmpty { second[row.ods, default: []].formUnion(row.answersFrom.map(Self.folded)) }
            all.formUnion((row.answersFrom + (row.mailbox.map { [$0] } ?? [])).map(Self.folded))
        }
        (self.second, self.all) = (second, all)
    }

    /// Whether the practice also answers from this mailbox (column `answers_from`).
    public func isSecond(_ mailbox: String, of practice: ODSCode) -> Bool {
        second[practice]?.contains(Self.folded(mailbox)) ?? false
    }

    /// Whether this mailbox belongs to any practice in the file.
    public func isAnyPractices(_ mailbox: String) -> Bool { all.contains(Self.folded(mailbox)) }

    /// Whether both ids name the same mailbox.
    public static func areSame(_ one: String, _ other: String) -> Bool { folded(one) == folded(other) }

    private static func folded(_ mailbox: String) -> String { mailbox.uppercased() }
}
