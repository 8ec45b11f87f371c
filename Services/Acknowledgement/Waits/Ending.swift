import Foundation
import Letters
import Messages

/// An event that ended the waits of a delivery: resend, reroute, close or withdrawal.
struct Ending: Equatable, Sendable {
    /// The ending event. A `letter.resend` also starts an attempt, with the event's id, which it must not end.
    var event: EventID
    var at: Date

    func ends(_ attempt: Attempt) -> Bool { attempt.id != event && attempt.askedAt <= at }
}
