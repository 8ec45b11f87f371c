import Letters
import Messages

/// The time allowed for each answer before the overdue alarm.
struct WaitTimes: Equatable, Sendable {
    /// From sending: `WAIT_COLLECTED`.
    var collected: Waiting
    /// From collection, or from sending when no collection was seen: `WAIT_TECHNICAL`.
    var technical: Waiting
    /// From the technical acknowledgement; without one, from collection; without that, from sending: `WAIT_BUSINESS`.
    var business: Waiting

    subscript(_ answer: Answer) -> Waiting {
        switch answer {
        case .collected: collected
        case .technical: technical
        case .business: business
        }
    }
}
