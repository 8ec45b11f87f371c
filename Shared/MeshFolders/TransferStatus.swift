import Letters

/// What a status of the file client means for us (MESH Client Interface Specification, status codes).
///
/// The same numbers mean other things in the MESH API, and other things by their event: a code alone says nothing.
public enum TransferStatus: String, Equatable, Sendable, CaseIterable {
    /// The client has taken the pair from OUT.
    case pickedUp
    /// MESH has it, as it has what it answers with 202: nothing is said of its delivery.
    case handedOver
    /// Not sent yet: the client will try again.
    case delayed
    /// The client gave up, or could not use the pair: it may be handed over anew.
    case notSent
    /// The client cannot sign in to MESH: nothing leaves until a person has changed something.
    case clientRefused
    /// MESH will never take this message as it is.
    case refused
    /// MESH had it and did not deliver it.
    case undelivered
    /// A message that came into our mailbox.
    case received
    /// The client could not read our mailbox.
    case notPolled
    /// A word or a number that the specification does not have.
    case unknown

    /// One line of the table.
    struct Row: Sendable {
        var event: StatusRecord.Event
        var isSuccess: Bool
        /// Empty stands for every code that no other line has.
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
    /// What MESH itself said, in the words of its own codes.
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

    /// What it means for us.
    public var meaning: TransferStatus { row?.status ?? .unknown }

    /// The same in words.
    public var words: String { row?.meaning ?? "the client says \(event.word) \(code), which it should not" }
}
