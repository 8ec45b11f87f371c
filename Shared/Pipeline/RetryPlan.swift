/// The pauses before each retry of a message, and the number of retries.
public struct RetryPlan: Sendable, Equatable {
    /// The waiting rooms for the first, second and further retries. After the last retry the message is parked.
    public let ladder: [WaitingRoom]

    public init(ladder: [WaitingRoom]) { self.ladder = ladder }

    /// Short pauses first, for brief faults, then about half a day in total, for a document store that is down
    /// overnight.
    public static let standard = RetryPlan(
        ladder: Array(repeating: .tenSeconds, count: 3) + Array(repeating: .twoMinutes, count: 4)
            + Array(repeating: .fifteenMinutes, count: 4) + Array(repeating: .oneHour, count: 12))

    /// The waiting room for a message that has been retried `retry` times; nil to give up.
    public func room(afterRetries retry: Int) -> WaitingRoom? {
        ladder.indices.contains(retry) ? ladder[retry] : nil
    }
}
