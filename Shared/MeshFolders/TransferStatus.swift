import Letters

/// The meaning of a status record of the MESH client (MESH Client Interface Specification, status codes).
///
/// A code has a meaning only together with its event, and the MESH API uses the same numbers with other meanings.
public enum TransferStatus: String, Equatable, Sendable, CaseIterable {
    /// The client has taken the pair from OUT.
    case pickedUp
    /// MESH has accepted the message, which corresponds to a 202 of the API. Its delivery is still open.
    case handedOver
    /// Not sent yet; the client will retry.
    case delayed
    /// The client gave up or could not use the pair; it may be handed over again.
    case notSent
    /// The client cannot sign in to MESH; nothing is sent until a person has changed something.
    case clientRefused
    /// MESH will never accept this message as it is.
    case refused
    /// MESH accepted the message and did not deliver it.
    case undelivered
    /// The client has downloaded a message from our mailbox.
    case received
    /// The client could not read our mailbox.
    case notPolled
    /// An event or code that the specification does not contain.
    case unknown

    /// A row of the table.
    struct Row: Sendable {
        var event: StatusRecord.Event
        var isSuccess: Bool
        /// Empty: all codes of this event without a row of their own.
        var code: String
        var status: TransferStatus
        var meaning: String
    }

    static let table: [Row] = [
        Row(.collect, true, "00", .pickedUp, "the client took the pair"),
        Row(.collect, false, "01", .notSent, "the client missed the control file"),
        Row(.collect, false, "02", .notSent, "the client missed the data file"),
        Row(.transfer, true, "00", .handedOver, "MESH has the message"),
        Row(.transfer, true, "05", .delayed, "the client could not reach MESH and will try again"),
        Row(.transfer, false, "03", .clientRefused, "the client does not trust MESH's certificate"),
        Row(.transfer, false, "04", .clientRefused, "MESH refuses the client's certificate or password"),
        Row(.transfer, false, "06", .notSent, "the client could not reach MESH and gave up"),
        Row(.send, true, "00", .handedOver, "MESH has the message"),
        Row(ofSending: "07", .refused), Row(ofSending: "08", .refused), Row(ofSending: "12", .refused),
        Row(ofSending: "13", .undelivered), Row(ofSending: "14", .undelivered),
        Row(ofSending: "EPL-150", .undelivered), Row(ofSending: "EPL-151", .undelivered),
        Row(ofSending: "EPL-152", .undelivered), Row(ofSending: "EPL-153", .undelivered),
        Row(ofSending: "EPL-154", .undelivered),
        Row(.send, false, "", .refused, "MESH refuses the message"),
        Row(.receive, true, "00", .received, "a message came"),
        Row(.receive, false, "15", .notPolled, "the client could not read the mailbox"),
        Row(.receive, false, "16", .notPolled, "the client does not trust MESH's certificate"),
        Row(.receive, false, "17", .notPolled, "MESH does not know the client's mailbox"),
        Row(.receive, false, "", .notPolled, "the client could not read the mailbox"),
        Row(.transfer, false, "", .notSent, "the client could not hand the message over"),
        Row(.collect, false, "", .notSent, "the client could not take the pair"),
    ]
}

extension TransferStatus.Row {
    /// A row for a code of MESH itself, with the meaning from `AnswerCode`.
    fileprivate init(ofSending code: String, _ status: TransferStatus) {
        self.init(event: .send, isSuccess: false, code: code, status: status, meaning: AnswerCode.ofMesh(code).words)
    }

    fileprivate init(
        _ event: StatusRecord.Event, _ isSuccess: Bool, _ code: String, _ status: TransferStatus, _ meaning: String
    ) {
        self.init(event: event, isSuccess: isSuccess, code: code, status: status, meaning: meaning)
    }
}

extension StatusRecord {
    private var row: TransferStatus.Row? {
        let fitting = TransferStatus.table.filter { $0.event == event && $0.isSuccess == isSuccess }
        return fitting.first { $0.code == code } ?? fitting.first { $0.code.isEmpty }
    }

    /// The meaning of the record; `.unknown` if the table has no row for it.
    public var meaning: TransferStatus { row?.status ?? .unknown }

    /// The meaning in words.
    public var words: String { row?.meaning ?? "the client says \(event.word) \(code), which it should not" }
}
