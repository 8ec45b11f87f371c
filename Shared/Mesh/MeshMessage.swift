public import HTTP

/// A message to send.
public struct MeshMessage: Sendable {
    /// The recipient's mailbox, or an address of the form GPPROVIDER: not to be logged unmasked.
    public var to: String
    public var workflow: String
    /// Our own id for it; MESH gives it back on reports and tracking.
    public var localID: String
    public var subject: String?
    public var fileName: String?
    public var partnerID: String?
    public var contentType: String
    public var body: HTTPBody
    /// The id of an upload of this message that was interrupted, to go on with.
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

/// What became of a send: the answers differ in what may follow.
public enum SendOutcome: Sendable, Equatable {
    /// MESH has it, under this id.
    case accepted(messageID: String)
    /// MESH, or our own check, does not take this message.
    case refused(MeshError)
    /// It was not sent, or MESH did not begin with it: it may be sent again.
    case notSent(MeshError)
    /// It may have been accepted: ask by local id after a while, and do not send it again before.
    case unknown(MeshError)
    /// MESH has the first chunks under this id, and nobody sees them before the last is there: the upload may be gone on
    /// with, or the message sent anew.
    case interrupted(upload: String, MeshError)
}
