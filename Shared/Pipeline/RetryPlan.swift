/// How long a message waits before it is tried again, and when to give up.
public struct RetryPlan: Sendable, Equatable {
    /// The room for the first retry, the second, …; after the last the message is parked.
    public let ladder: [WaitingRoom]

    public init(ladder: [WaitingRoom]) { self.ladder = ladder }

    /// Quick at first, for a hiccup; then half a day of patience, for a night without the document store.
    public static let standard = RetryPlan(
        ladder: Array(repeating: .tenSeconds, count: 3) + Array(repeating: .twoMinutes, count: 4)
            + Array(repeating: .fifteenMinutes, count: 4) + Array(repeating: .oneHour, count: 12))

    /// The room for a message that has been tried again `retry` times already; nil to give up.
    public func room(afterRetries retry: Int) -> WaitingRoom? {
        ladder.indices.contains(retry) ? ladder[retry] : nil
    }
}
