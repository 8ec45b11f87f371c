public import Foundation
public import Letters

/// `mesh.received`: a message came into our mailbox, was stored and then acknowledged to MESH.
public struct MeshReceived: EventPayload {
    /// The id that MESH gave it; the event's subject.
    public var meshMessageID: String
    public var workflow: String
    /// True for a REPORT, which has no body and whose status tells of one of our own messages.
    public var isReport: Bool
    /// The bytes that came, decoded from the transport's encoding; nil for a REPORT.
    public var body: ObjectReference?
    /// A `MeshHeaders` object: every `mex-` header, which may hold patient data.
    public var headers: ObjectReference
    /// `mex-linkedmsgid`: the MESH id of the message that it answers or reports on.
    public var linkedMessageID: String?
    /// `mex-localid`, when it is one of our message ids.
    public var localID: MessageID?
    /// `mex-statuscode` of a REPORT; "unknown" when it has none.
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

/// The stored headers of a received message: names in lower case.
public struct MeshHeaders: Codable, Equatable, Sendable {
    public var fields: [String: String]

    public init(fields: [String: String]) { self.fields = fields }
}

/// `mesh.polled`: the mailbox was read to its end; no answer older than `at` can be unseen.
public struct MeshPolled: EventPayload {
    public var mailbox: String
    /// When the round that found the end began.
    public var at: Date
    /// The MESH ids of messages that this round brought in are all announced before this event.
    public var received: Int

    public init(mailbox: String, at: Date, received: Int) {
        self.mailbox = mailbox
        self.at = at
        self.received = received
    }
}

/// `response.prepared`: the answer that we owe for a letter sent to us is ready.
public struct ResponsePrepared: EventPayload {
    /// The MESH id of the letter that it answers.
    public var inbound: String
    /// Our own id of the answer, which is its `mex-localid`.
    public var answer: MessageID
    /// The mailbox that sent the letter.
    public var mailbox: String
    /// The letter's workflow with `_ACK`.
    public var workflow: String
    /// The answer's file, ready to send.
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

/// `inbound.answered`: the answer to a letter that was sent to us has left, or never will.
public struct InboundAnswered: EventPayload {
    /// The MESH id of the letter that it answers; the event's subject.
    public var inbound: String
    public var answer: MessageID
    /// The id that MESH gave the answer, when it is known.
    public var meshMessageID: String?
    /// Why it has not left; nil when it has.
    public var reason: Reason?

    public init(inbound: String, answer: MessageID, meshMessageID: String? = nil, reason: Reason? = nil) {
        self.inbound = inbound
        self.answer = answer
        self.meshMessageID = meshMessageID
        self.reason = reason
    }
}
