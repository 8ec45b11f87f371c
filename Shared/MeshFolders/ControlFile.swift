/// A control file (`DTSControl`) of the MESH client's folder interface: what is said of the data file beside it.
///
/// The values are those of the MESH client's user guide; blank, absent and `<X/>` are the same and are nil.
public struct ControlFile: Equatable, Sendable {
    /// What a pair is.
    public enum MessageType: String, Sendable {
        /// A message, with a data file.
        case data = "Data"
        /// A report on a message, without one.
        case report = "Report"
    }

    /// Nil is `1.0`.
    public var version: String?
    /// `DTS` (mailbox ids), `SMTP` or `ALL`.
    public var addressType: String?
    /// `Data` unless told.
    public var messageType = MessageType.data
    /// The sender's mailbox.
    public var from: String?
    /// The recipient's mailbox, or an address of the form GPPROVIDER: not to be logged unmasked.
    public var to: String?
    /// The sender as `mailbox@dts.nhs.uk`.
    public var fromSMTP: String?
    /// The recipient as `mailbox@dts.nhs.uk`.
    public var toSMTP: String?
    /// May hold patient data.
    public var subject: String?
    /// The sender's own id for the message, at most 255 characters.
    public var localID: String?
    /// MESH's id of the message; absent on the way out.
    public var messageID: String?
    public var partnerID: String?
    public var processID: String?
    public var workflowID: String?
    /// Whether the client may compress the data.
    public var mayCompress: Bool?
    /// Whether the client may send it in chunks.
    public var mayChunk: Bool?
    /// Whether the sender has encrypted the data.
    public var isEncrypted: Bool?
    /// Whether the data is compressed.
    public var isCompressed: Bool?
    public var checksum: String?
    /// What the client has said so far, in its order.
    public var status: [StatusRecord] = []

    /// A control file with nothing in it.
    public init() {}

    /// True for a report, which has no data file.
    public var isReport: Bool { messageType == .report }

    /// The client's latest word by its time, and of the same second the last; nil when it has said nothing.
    public var latest: StatusRecord? {
        status.reduce(nil) { latest, record in
            guard let latest, latest.dateTime > record.dateTime else { return record }
            return latest
        }
    }
}
