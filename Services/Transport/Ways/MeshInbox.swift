import Foundation
import HTTP
import Mesh

/// Our mailbox, whichever way leads to it: MESH's API, or the folders of its client.
protocol MeshInbox: Sendable {
    /// The mailbox's id.
    var mailboxID: String { get }
    /// Whether it can be read now.
    var isOpen: Bool { get }
    /// Seconds by which a message that nobody has seen may be older than a round that found the end.
    var lag: TimeInterval { get }

    /// Tells of a failure, which may close the way.
    func report(_ error: MeshError)

    /// A page: the first, or the one that `link` of the page before leads to.
    func page(following link: String?, size: Int) async throws(MeshError) -> InboxPage

    /// What a message's headers say, without taking it.
    func headers(of id: String) async throws(MeshError) -> ReceivedMessage

    /// Takes a message whole, which must be the one whose headers these are; the sink has all of it only when this
    /// returns.
    func download(_ head: ReceivedMessage, to sink: any HTTPBodySink) async throws(MeshError) -> ReceivedMessage

    /// It is ours now: MESH, or its client, need not keep it. A second time changes nothing.
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
