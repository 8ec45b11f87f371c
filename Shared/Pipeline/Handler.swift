public import Broker
public import Foundation
public import Letters
public import Logging
public import Messages

/// What a stage does with one event: its work, and the outcomes to publish.
///
/// The runner commits what the work changes, publishes the outcomes, waits for the broker's confirm, calls
/// `whenPublished`, and only then acknowledges the event; all of these for many events at once, of which a handler sees
/// one after the other. It can be called twice for the same event and must give the same outcomes.
///
/// A letter that can never go on is not a failure but an outcome (`letter.refused` with a code). What a handler throws
/// decides between later, never and stop: a `StageFailure`, or any `Consequential` error; any other counts as "later".
public protocol Handler: Sendable {
    func handle(_ event: Event, _ context: HandlingContext) async throws -> Work

    /// A message that is not an event. The default parks it.
    func handleUnreadable(_ message: UnreadableMessage, _ context: HandlingContext) async throws -> Work
}

extension Handler {
    public func handleUnreadable(_ message: UnreadableMessage, _ context: HandlingContext) async throws -> Work {
        throw StageFailure.never(Reason(code: "unreadable", detail: message.error.description))
    }
}

/// How an event reached the stage.
public struct HandlingContext: Sendable {
    /// Carries the event's id, type and subject.
    public var logger: Logger
    public var isRedelivered: Bool
    /// How often it has been tried again.
    public var retry: Int
    /// Set when the message is a copy of one that some stage parked.
    public var parking: Parking?

    public init(logger: Logger, isRedelivered: Bool = false, retry: Int = 0, parking: Parking? = nil) {
        self.logger = logger
        self.isRedelivered = isRedelivered
        self.retry = retry
        self.parking = parking
    }
}

/// Which stage parked a message, and why.
public struct Parking: Sendable, Equatable {
    public var stage: String
    public var reason: Reason
    public var firstFailedAt: Date?

    /// The code of what was parked for its size alone, unread.
    public static let oversizedCode = "too-large-to-read"

    public init(stage: String, reason: Reason, firstFailedAt: Date? = nil) {
        self.stage = stage
        self.reason = reason
        self.firstFailedAt = firstFailedAt
    }
}

/// A message that cannot be read as an event.
public struct UnreadableMessage: Sendable {
    public var delivery: Delivery
    public var error: EventError

    public init(delivery: Delivery, error: EventError) {
        self.delivery = delivery
        self.error = error
    }
}

/// Why a stage could not deal with an event; the case decides the consequence (deploy/docs/DESIGN.md, rule 4).
public enum StageFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// Something that passes: try again along the retry plan, then park.
    case later(Reason)
    /// The input can never be dealt with: park at once.
    case never(Reason)
    /// Nothing can be dealt with until somebody helps: stop taking work, be not ready, go on when it works again.
    case stop(Reason)

    /// What an error says of itself; nil for one that says nothing.
    public init?(_ error: any Error) {
        if let failure = error as? StageFailure {
            self = failure
            return
        }
        if let error = error as? EventError {
            self = .never(Reason(code: error.code, detail: error.description))
            return
        }
        guard let error = error as? any Consequential else { return nil }
        let reason = Reason(error)
        self =
            switch error.consequence {
            case .later: .later(reason)
            case .never: .never(reason)
            case .stop: .stop(reason)
            }
    }

    public var reason: Reason {
        switch self {
        case .later(let reason), .never(let reason), .stop(let reason): reason
        }
    }

    public var description: String { "\(reason.code): \(reason.detail)" }
}

extension Reason {
    /// An error's own code and sentence.
    public init(_ error: any Consequential) { self.init(code: error.code, detail: error.description) }
}
