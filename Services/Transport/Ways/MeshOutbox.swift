import Letters
import Messages

/// Sends to MESH, over its API or through the folders of its client; the ledger's rules are the same for both.
protocol MeshOutbox: Sendable {
    /// Whether letters can be offered now.
    var isOpen: Bool { get }
    /// The lease's epoch; 0 when it is not held.
    var epoch: @Sendable () -> Int { get }
    /// The name of this way, stored with each send. A send that was offered over another way can be found over this
    /// one, but "not found" proves nothing about it.
    var way: String { get }

    /// Prepares a letter for its offer; nothing of it may leave yet.
    func prepare(_ entry: SendLedger.Entry) async -> Preparation

    /// Finds out what became of a letter whose answer was lost.
    func resolve(_ entry: SendLedger.Entry) async -> Send.Input
}

/// Whether a letter may be offered.
enum Preparation: Sendable {
    case ready(Prepared)
    case not(Send.Input)
    /// No letter can be prepared, because of a fault of this machine.
    case halted(Reason)
}

/// A letter that may be offered.
struct Prepared: Sendable {
    /// The mailbox to keep in the ledger; nil for an address by patient.
    var mailbox: String?
    /// Offers the letter; called once, after the intent was committed.
    var offer: @Sendable () async -> Send.Input
}
