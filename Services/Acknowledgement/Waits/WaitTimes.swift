import Letters
import Messages

/// How long each answer may take before somebody is told.
struct WaitTimes: Equatable, Sendable {
    /// From sending: `WAIT_COLLECTED`.
    var collected: Waiting
    /// From collection, or from sending where none was seen: `WAIT_TECHNICAL`.
    var technical: Waiting
    /// From the technical acknowledgement, or as above where none came: `WAIT_BUSINESS`.
    var business: Waiting

    subscript(_ answer: Answer) -> Waiting {
        switch answer {
        case .collected: collected
        case .technical: technical
        case .business: business
        }
    }
}
