public import Letters

/// The exchanges of the virtual host `letters` (deploy/docs/CONTRACT.md, "Broker").
public enum Exchange {
    /// Each stage publishes its outcomes here, once.
    public static let letters = "letters"
    /// Routes retries and replays back to a stage; the routing key is the stage.
    public static let stages = "stages"
    /// Receives messages that need a person; the routing key is the stage.
    public static let parked = "parked"
}

extension Stage {
    /// The queue from which the stage consumes.
    public var queue: String { "letters.\(rawValue)" }

    /// The queue that keeps messages which the stage gave up, until a person has looked at them.
    public var parkedQueue: String { "letters.\(rawValue).parked" }
}

/// A retry delay: an exchange and a queue that sends each message back through `stages` when its time is over.
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
    /// The number of times the message has been retried.
    public static let retry = "retry"
    public static let failureCode = "failure-code"
    public static let failureDetail = "failure-detail"
    public static let failedAt = "failed-at"
    public static let firstFailedAt = "first-failed-at"
    public static let failedStage = "failed-stage"
    /// Headers by which the broker routes a message to further keys without checking permissions for those (RabbitMQ
    /// 3.10). Our messages never have them.
    public static let routing: Set<String> = ["CC", "BCC"]
    /// The number of times an operator has replayed the message.
    public static let replayed = "replayed"
}
