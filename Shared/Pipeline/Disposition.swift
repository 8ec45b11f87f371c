import Broker
import Letters
import Messages

/// The decision on a message whose handling failed.
enum Disposition: Equatable {
    case retry(WaitingRoom, Reason)
    case park(Reason)
    /// Drops a copy of a parked message. The original is still in its parked queue, and parking the copy would send yet
    /// another copy.
    case drop(Reason)
    /// Keeps the message unacknowledged and tries again in this process.
    case hold(Reason)

    init(of failure: any Error, retry: Int, isParkedCopy: Bool, plan: RetryPlan) {
        switch StageFailure(failure) {
        case .stop(let reason):
            self = .hold(reason)
        case .never(let reason):
            self = isParkedCopy ? .drop(reason) : .park(reason)
        case .later(let reason):
            self = Self.later(reason, retry, isParkedCopy, plan)
        case nil:
            // The error's text may contain patient data, so only its type is kept.
            let reason = Reason(code: "unexpected", detail: "an unexpected error of type \(type(of: failure))")
            self = Self.later(reason, retry, isParkedCopy, plan)
        }
    }

    private static func later(_ reason: Reason, _ retry: Int, _ isParkedCopy: Bool, _ plan: RetryPlan) -> Self {
        if let room = plan.room(afterRetries: retry) { return .retry(room, reason) }
        return isParkedCopy ? .drop(reason) : .park(reason)
    }
}
