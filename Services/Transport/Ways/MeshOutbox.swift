import Letters
import Messages

/// The way out to MESH, whichever it is: its API, or the folders of its client. The ledger's rules are the same.
protocol MeshOutbox: Sendable {
    /// Whether letters can be offered now.
    var isOpen: Bool { get }
    /// The lease's, 0 when it is not held.
    var epoch: @Sendable () -> Int { get }
    /// The name of this way, kept with each send. A send over another way can be found on this one; that it is not found
    /// proves nothing.
    var way: String { get }

    /// Makes a letter ready to be offered; nothing of it may leave yet.
    func prepare(_ entry: SendLedger.Entry) async -> Preparation

    /// Finds out what became of a letter whose answer was lost.
    func resolve(_ entry: SendLedger.Entry) async -> Send.Input
}

/// Whether a letter may be offered.
enum Preparation: Sendable {
    case ready(Prepared)
    case not(Send.Input)
    /// None can be made ready: the machine's fault.
    case halted(Reason)
}

/// A letter that may be offered.
struct Prepared: Sendable {
    /// The mailbox to keep in the ledger; nil for an address by patient.
    var mailbox: String?
    /// Offers it: called once, when the intent is on the disk.
    var offer: @Sendable () async -> Send.Input
}
