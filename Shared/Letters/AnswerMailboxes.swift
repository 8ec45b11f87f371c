/// The mailboxes that practices answer from, as far as the practices file names them. MESH's ids of mailboxes are the
/// same in capitals and in small letters.
public struct AnswerMailboxes: Equatable, Sendable {
    private let second: [ODSCode: Set<String>]
    private let all: Set<String>

    /// Also of rows that are not in force any more: their letters may still be answered.
    public init(_ practices: Practices = Practices(rows: [])) {
        var (second, all): ([ODSCode: Set<String>], Set<String>) = ([:], [])
        for row in practices.rows {
            if !row.answersFrom.isEmpty { second[row.ods, default: []].formUnion(row.answersFrom.map(Self.folded)) }
            all.formUnion((row.answersFrom + (row.mailbox.map { [$0] } ?? [])).map(Self.folded))
        }
        (self.second, self.all) = (second, all)
    }

    /// Whether the practice answers from this mailbox too (`answers_from`).
    public func isSecond(_ mailbox: String, of practice: ODSCode) -> Bool {
        second[practice]?.contains(Self.folded(mailbox)) ?? false
    }

    /// Whether this is a mailbox of any practice in the file.
    public func isAnyPractices(_ mailbox: String) -> Bool { all.contains(Self.folded(mailbox)) }

    /// Whether both are the same mailbox.
    public static func areSame(_ one: String, _ other: String) -> Bool { folded(one) == folded(other) }

    private static func folded(_ mailbox: String) -> String { mailbox.uppercased() }
}
