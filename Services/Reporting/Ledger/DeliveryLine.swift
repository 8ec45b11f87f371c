import Foundation
import GRDB
import Journal
import Letters
import Messages

/// A delivery as a row of lists; no patient data.
struct DeliveryLine: Codable, Equatable, Sendable, FetchableRecord {
    var delivery: String
    var letter: String
    var chain: String
    var revision: Int
    var source: String
    var kind: String
    var urgency: String
    var recipient: String
    var role: String
    var specialty: String?
    var signedAt: String
    var state: String
    var code: String?
    var since: String
    var attempts: Int
    var isDone: Bool
    var needsPerson: Bool
    var concerns: [LedgerConcern]
    /// The cause on the worklist (`Attention.Cause`); empty for none.
    var cause: String
    /// The time by which the letter must be at the practice; nil where nothing is promised.
    var dueAt: Date?
    /// The verdict on the promise (`PromiseVerdict`).
    var verdict: String?
    /// The cursor after this line.
    var cursor: String?

    private enum CodingKeys: String, CodingKey {
        case delivery, letter, chain, revision, source, kind, urgency, recipient, role, specialty, signedAt, state
        case code, since, attempts, isDone, needsPerson, concerns, cause, dueAt, verdict
    }

    init(row: Row) {
        delivery = row["delivery"]
        letter = row["letter"]
        chain = row["chain"]
        revision = row["revision"]
        source = row["source"]
        kind = row["kind"]
        urgency = row["urgency"]
        recipient = row["recipient"]
        role = row["role"]
        specialty = row["specialty"]
        signedAt = row["signed_at"]
        state = row["state"]
        code = row["code"]
        since = row["since"]
        attempts = row["attempts"]
        isDone = row["is_done"]
        needsPerson = row["needs_person"]
        concerns = [LedgerConcern](row: row["concerns"])
        cause = row["cause"]
        dueAt = (row["due_at"] as Int64?).map { Date(milliseconds: $0) }
        verdict = row["verdict"]
    }
}
