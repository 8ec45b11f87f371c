/// A control file (`DTSControl`) of the MESH client's folder interface. It describes the data file with the same name.
///
/// The values are those of the MESH client's user guide. Blank and absent elements and `<X/>` mean the same and are
/// nil.
public struct ControlFile: Equatable, Sendable {
    /// The type of a pair.
    public enum MessageType: String, Sendable {
        /// A message with a data file.
        case data = "Data"
        /// A report about a message, without a data file.
        case report = "Report"
    }

    /// Nil means `1.0`.
    public var version: String?
    /// `DTS` (mailbox ids), `SMTP` or `ALL`.
    public var addressType: String?
    /// `Data` if the element is missing.
    public var messageType = MessageType.data
    /// The sender's mailbox.
    public var from: String?
    /// The recipient's mailbox, or an address of the form GPPROVIDER, which must be masked in logs.
    public var to: String?
    /// The sender as `mailbox@dts.nhs.uk`.
    public var fromSMTP: String?
    /// The recipient as `mailbox@dts.nhs.uk`.
    public var toSMTP: String?
    /// May contain patient data.
    public var subject: String?
    /// The sender's own id for the message, at most 255 characters.
    public var localID: String?
    /// MESH's id of the message; absent in messages that we send.
    public var messageID: String?
    public var partnerID: String?
    public var processID: String?
    public var workflowID: String?
    /// Whether the client may compress the data.
    public var mayCompress: Bool?
    /// Whether the client may send the data in chunks.
    public var mayChunk: Bool?
    /// Whether the sender has encrypted the data.
    public var isEncrypted: Bool?
    /// Whether the data is compressed.
    public var isCompressed: Bool?
    public var checksum: String?
    /// The status records of the client, in the order of the file.
    public var status: [StatusRecord] = []

    /// Creates an empty control file.
    public init() {}

    /// True for a report, which has no data file.
    public var isReport: Bool { messageType == .report }

    /// The client's latest status record; of records of the same second, the last in the file. Nil if there is none.
    public var latest: StatusRecord? {
        status.reduce(nil) { latest, record in
            guard let latest, latest.dateTime > record.dateTime else { return record }
            return latest
        }
    }
}
