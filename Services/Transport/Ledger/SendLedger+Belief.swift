import GRDB
import Journal
import Letters
import Messages

extension SendLedger {
    /// Returns the input as far as it can be trusted: a MESH id that already belongs to another message of ours proves
    /// nothing about this one.
    static func believed(_ input: Send.Input, of message: MessageID, _ database: Database) throws -> Send.Input {
        let id: String
        switch input {
        case .accepted(let given), .found(let given): id = given
        default: return input
        }
        let isTaken =
            try Bool.fetchOne(
                database.cachedStatement(
                    sql: "SELECT EXISTS (SELECT 1 FROM sends WHERE mesh_message = ? AND message <> ?)"),
                arguments: [id, message.uuid]) ?? false
        guard isTaken else { return input }
        if case .accepted = input { return .lost }
        return .later(
            pause: 900,
            because: Reason(
                code: "not-its-id", detail: "MESH names \(id) for it, which is the id of another message of ours"))
    }
}
