import HTTP
import Letters
import Mesh
import Messages

/// Decides which messages of the mailbox are ours to collect.
struct InboxFilter: Sendable, Equatable {
    var workflows: Set<String>

    /// Accepts the workflows named here, the answers to them (`_ACK`, MESH specification 2.0.0), and MESH's reports,
    /// which have the workflow of the message that they report on. A report of the MESH client may have no workflow; it
    /// is accepted if its local id has the form of our message ids.
    func accepts(_ message: ReceivedMessage) -> Bool {
        let workflow = message.workflow
        if message.isReport, workflow.isEmpty { return message.fields[.localID].flatMap { MessageID($0) } != nil }
        if workflows.contains(workflow) || workflows.contains(workflow + "_ACK") && message.isReport { return true }
        return workflow.hasSuffix("_ACK") && workflows.contains(String(workflow.dropLast(4)))
    }
}
