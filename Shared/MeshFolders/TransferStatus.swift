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
        Row(.send, false, "07", .refused, "the sender is not the client's mailbox"),
        Row(.send, false, "08", .refused, "no recipient is given"),
        Row(.send, false, "12", .refused, "the recipient's address is not registered"),
        Row(.send, false, "13", .undelivered, "the message could not be handed on by SMTP"),
        Row(.send, false, "14", .undelivered, "not collected by the recipient within five days"),
        Row(.send, false, "EPL-150", .undelivered, "several mailboxes match the patient's practice"),
        Row(.send, false, "EPL-151", .undelivered, "no mailbox matches the patient's practice"),
        Row(.send, false, "EPL-152", .undelivered, "the NHS number is invalid"),
        Row(.send, false, "EPL-153", .undelivered, "the NHS number was not found"),
        Row(.send, false, "EPL-154", .undelivered, "the patient's details do not match the NHS number"),
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
