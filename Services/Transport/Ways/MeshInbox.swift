import Foundation
import HTTP
import Mesh

/// Our mailbox, whichever way leads to it: MESH's API, or the folders of its client.
protocol MeshInbox: Sendable {
    /// The mailbox's id.
    var mailboxID: String { get }
    /// Whether it can be read now.
    var isOpen: Bool { get }
    /// Seconds by which a message may be older than the start of a round that did not see it, although the round read
    /// the mailbox to its end: the MESH client fetches messages only now and then. 0 for the API.
    var lag: TimeInterval { get }

    /// Reports a failure, which may close the way.
    func report(_ error: MeshError)

    /// Reads a page of the inbox: the first, or the one that the `link` of the page before points to.
    func page(following link: String?, size: Int) async throws(MeshError) -> InboxPage

    /// Reads a message's headers without collecting it.
    func headers(of id: String) async throws(MeshError) -> ReceivedMessage

    /// Downloads the whole message that `head` describes, and fails for another one; the sink is complete only when
    /// this returns.
    func download(_ head: ReceivedMessage, to sink: any HTTPBodySink) async throws(MeshError) -> ReceivedMessage

    /// Acknowledges a message, so that MESH or its client need not keep it. A repetition changes nothing.
    func acknowledge(_ id: String) async throws(MeshError)
}

extension MeshLink: MeshInbox {
    var mailboxID: String { mailbox.settings.mailbox }
    var lag: TimeInterval { 0 }

    func page(following link: String?, size: Int) async throws(MeshError) -> InboxPage {
        try await mailbox.inbox(following: link, pageSize: size)
    }

    func headers(of id: String) async throws(MeshError) -> ReceivedMessage { try await mailbox.headers(of: id) }

    func download(_ head: ReceivedMessage, to sink: any HTTPBodySink) async throws(MeshError) -> ReceivedMessage {
        try await mailbox.download(head.id, agreeing: head, to: sink)
    }

    func acknowledge(_ id: String) async throws(MeshError) { try await mailbox.acknowledge(id) }
}
