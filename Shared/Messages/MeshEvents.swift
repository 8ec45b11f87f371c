public import Foundation
public import Letters

/// `mesh.received`: a message arrived in our mailbox, was stored, and was then acknowledged to MESH.
public struct MeshReceived: EventPayload {
    /// The MESH id of the message; also the event's subject.
    public var meshMessageID: String
    public var workflow: String
    /// True for a REPORT, which has no body and whose status concerns one of our own messages.
    public var isReport: Bool
    /// The content of the message, after transport decoding; nil for a REPORT.
    public var body: ObjectReference?
    /// A `MeshHeaders` object with all `mex-` headers, which may contain patient data.
    public var headers: ObjectReference
    /// `mex-linkedmsgid`: the MESH id of the message that this message answers or reports on.
    public var linkedMessageID: String?
    /// `mex-localid`, if it is one of our message ids.
    public var localID: MessageID?
    /// `mex-statuscode` of a REPORT; "unknown" if it has none.
    public var statusCode: String?
    /// The sender's mailbox; a REPORT has none.
    public var from: String?

    public init(
        meshMessageID: String, workflow: String, isReport: Bool, body: ObjectReference?, headers: ObjectReference,
        linkedMessageID: String? = nil, localID: MessageID? = nil, statusCode: String? = nil, from: String? = nil
    ) {
        self.meshMessageID = meshMessageID
        self.workflow = workflow
        self.isReport = isReport
        self.body = body
        self.headers = headers
        self.linkedMessageID = linkedMessageID
        self.localID = localID
        self.statusCode = statusCode
        self.from = from
    }
}

/// The stored headers of a received message, with names in lower case.
public struct MeshHeaders: Codable, Equatable, Sendable {
    public var fields: [String: String]

    public init(fields: [String: String]) { self.fields = fields }
}

/// `mesh.polled`: the mailbox was read to its end; every answer that arrived before `at` has been seen.
public struct MeshPolled: EventPayload {
    public var mailbox: String
    /// The time at which the poll that reached the end began.
    public var at: Date
    /// The number of messages that this poll received. All of them were published as `mesh.received` before this event.
    public var received: Int

    public init(mailbox: String, at: Date, received: Int) {
        self.mailbox = mailbox
        self.at = at
        self.received = received
    }
}

/// `response.prepared`: the answer to a letter that we received is ready to send.
public struct ResponsePrepared: EventPayload {
    /// The MESH id of the letter that is answered.
    public var inbound: String
    /// Our own id of the answer, sent as `mex-localid`.
    public var answer: MessageID
    /// The mailbox that sent the letter.
    public var mailbox: String
    /// The workflow of the letter with the suffix `_ACK`.
    public var workflow: String
    /// The message file of the answer.
    public var message: ObjectReference
    /// A `MessageEnvelope`.
    public var envelope: ObjectReference

    public init(
        inbound: String, answer: MessageID, mailbox: String, workflow: String, message: ObjectReference,
        envelope: ObjectReference
    ) {
        self.inbound = inbound
        self.answer = answer
        self.mailbox = mailbox
        self.workflow = workflow
        self.message = message
        self.envelope = envelope
    }
}

/// `inbound.answered`: the answer to a letter that we received was sent, or never will be.
public struct InboundAnswered: EventPayload {
    /// The MESH id of the letter that is answered; also the event's subject.
    public var inbound: String
    public var answer: MessageID
    /// The MESH id of the answer, if known.
    public var meshMessageID: String?
    /// The reason why it was not sent; nil if it was.
    public var reason: Reason?

    public init(inbound: String, answer: MessageID, meshMessageID: String? = nil, reason: Reason? = nil) {
        self.inbound = inbound
        self.answer = answer
        self.meshMessageID = meshMessageID
        self.reason = reason
    }
}
