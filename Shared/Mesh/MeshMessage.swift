public import HTTP

/// A message to send.
public struct MeshMessage: Sendable {
    /// The recipient's mailbox, or an address of the form GPPROVIDER, which must be masked in logs.
    public var to: String
    public var workflow: String
    /// Our own id for the message; MESH returns it in reports and tracking.
    public var localID: String
    public var subject: String?
    public var fileName: String?
    public var partnerID: String?
    public var contentType: String
    public var body: HTTPBody
    /// The id of an interrupted upload of this message, to resume it.
    public var upload: String?

    public init(
        to: String, workflow: String, localID: String, subject: String? = nil, fileName: String? = nil,
        partnerID: String? = nil, contentType: String, body: HTTPBody
    ) {
        self.to = to
        self.workflow = workflow
        self.localID = localID
        self.subject = subject
        self.fileName = fileName
        self.partnerID = partnerID
        self.contentType = contentType
        self.body = body
    }
}

/// The result of a send. It decides whether the message may be sent again.
public enum SendOutcome: Sendable, Equatable {
    /// MESH has accepted the message under this id.
    case accepted(messageID: String)
    /// MESH, or our own check, refuses this message.
    case refused(MeshError)
    /// The message was not sent, or MESH did not process it: it may be sent again.
    case notSent(MeshError)
    /// MESH may have accepted the message. Track it by local id after a while, and do not send it again before that.
    case unknown(MeshError)
    /// MESH has the first chunks under this id. The message stays invisible to the recipient until the last chunk
    /// arrives, so the upload may be resumed or the message sent again.
    case interrupted(upload: String, MeshError)
}
