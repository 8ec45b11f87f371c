import HTTP
import Letters
import Mesh
import Messages

/// Which messages of the mailbox are ours to take.
struct InboxFilter: Sendable, Equatable {
    var workflows: Set<String>

    /// A workflow named here is ours, so are the answers to it (`_ACK`, MESH specification 2.0.0), and so are MESH's
    /// reports, which bear the workflow of the message that they report on, or, from the MESH client, none: then the
    /// local id shows whose message it was.
    func accepts(_ message: ReceivedMessage) -> Bool {
        let workflow = message.workflow
        if message.isReport, workflow.isEmpty { return message.fields[.localID].flatMap { MessageID($0) } != nil }
        if workflows.contains(workflow) || workflows.contains(workflow + "_ACK") && message.isReport { return true }
        return workflow.hasSuffix("_ACK") && workflows.contains(String(workflow.dropLast(4)))
    }
}
