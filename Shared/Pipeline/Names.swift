public import Letters

/// The exchanges of the virtual host `letters` (deploy/docs/CONTRACT.md, "Broker").
public enum Exchange {
    /// Each stage publishes its outcomes here, once.
    public static let letters = "letters"
    /// The way back of retries and replays; the key is the stage.
    public static let stages = "stages"
    /// Letters that need a person; the key is the stage.
    public static let parked = "parked"
}

extension Stage {
    /// The queue that the stage takes its work from.
    public var queue: String { "letters.\(rawValue)" }

    /// The queue where what the stage gave up lies until a person has looked at it.
    public var parkedQueue: String { "letters.\(rawValue).parked" }
}

/// A waiting room: an exchange whose queue sends everything back through `stages` after a while.
public enum WaitingRoom: String, Sendable, CaseIterable {
    case tenSeconds = "10s"
    case twoMinutes = "2m"
    case fifteenMinutes = "15m"
    case oneHour = "1h"

    public var exchange: String { "retry.\(rawValue)" }
    public var queue: String { "letters.retry.\(rawValue)" }
}

/// The headers that MeshPost sets on a message. None holds patient data.
public enum HeaderName {
    /// How often the message has been tried again.
    public static let retry = "retry"
    public static let failureCode = "failure-code"
    public static let failureDetail = "failure-detail"
    public static let failedAt = "failed-at"
    public static let firstFailedAt = "first-failed-at"
    public static let failedStage = "failed-stage"
    /// By these the broker routes a message to further keys, which it checks against no permission (3.10); none of ours
    /// bears one.
    public static let routing: Set<String> = ["CC", "BCC"]
    /// How often an operator has replayed it.
    public static let replayed = "replayed"
}
