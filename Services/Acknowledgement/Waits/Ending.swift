import Foundation
import Letters
import Messages

/// What ended the waits of a delivery: it was asked for again, rerouted, closed or withdrawn.
struct Ending: Equatable, Sendable {
    /// `letter.resend` is itself the attempt that begins, and doesn't end that one.
    var event: EventID
    var at: Date

    func ends(_ attempt: Attempt) -> Bool { attempt.id != event && attempt.askedAt <= at }
}
