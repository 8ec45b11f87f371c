/// The progress of a message that we sent, as MESH reports it.
public struct MeshTracking: Sendable, Equatable {
    public enum Status: String, Sendable {
        /// The message is in the recipient's mailbox.
        case accepted
        /// The recipient's system has downloaded the message.
        case acknowledged
        case undeliverable, uploading, error
    }

    public var messageID: String
    public var localID: String?
    /// The mailbox to which the message went, even if it was addressed by patient.
    public var recipient: String?
    public var recipientODS: String?
    /// Nil for an unknown status. MESH's success flag is ignored, because it is unreliable.
    public var status: Status?
    public var statusCode: String?
    /// The text as MESH wrote it, because its format differs between API calls.
    public var statusTime: String?
}

/// The messages that MESH has under one of our local ids.
public enum LocalTracking: Sendable, Equatable {
    case none
    case one(MeshTracking)
    /// Sent more than once (HTTP 300).
    case several
}
