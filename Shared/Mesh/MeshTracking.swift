/// How far a message of ours has got, as MESH sees it.
public struct MeshTracking: Sendable, Equatable {
    public enum Status: String, Sendable {
        /// It lies in the recipient's mailbox.
        case accepted
        /// The recipient's system took it.
        case acknowledged
        case undeliverable, uploading, error
    }

    public var messageID: String
    public var localID: String?
    /// The mailbox that it went to, also when it was addressed by the patient.
    public var recipient: String?
    public var recipientODS: String?
    /// Nil for a word that we do not know. The flag of success beside it is not to be trusted.
    public var status: Status?
    public var statusCode: String?
    /// As MESH writes it: its formats differ from call to call.
    public var statusTime: String?
}

/// What MESH has under a local id of ours.
public enum LocalTracking: Sendable, Equatable {
    case none
    case one(MeshTracking)
    /// Sent more than once (HTTP 300).
    case several
}
