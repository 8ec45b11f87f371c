public import Broker
public import Foundation
public import Letters
public import Logging
public import Messages

/// Handles the events of a stage: does the work for one event and returns the outcomes to publish.
///
/// The runner commits the changes, publishes the outcomes, waits for the broker's confirm, calls `whenPublished` and
/// only then acknowledges the event. It does this for many events at once, but passes the handler one at a time. A
/// handler can be called twice for the same event and must then return the same outcomes.
///
/// A letter that can never continue is not an error but an outcome (`letter.refused` with a code). The thrown error
/// decides whether the event is retried, parked or held: a `StageFailure` or any `Consequential` error states its
/// consequence; any other error means "later".
public protocol Handler: Sendable {
    func handle(_ event: Event, _ context: HandlingContext) async throws -> Work

    /// Handles a message that is not a readable event. The default implementation parks it.
    func handleUnreadable(_ message: UnreadableMessage, _ context: HandlingContext) async throws -> Work
}

extension Handler {
    public func handleUnreadable(_ message: UnreadableMessage, _ context: HandlingContext) async throws -> Work {
        throw StageFailure.never(Reason(code: "unreadable", detail: message.error.description))
    }
}

/// The circumstances in which an event reached the stage.
public struct HandlingContext: Sendable {
    /// A logger whose metadata has the event's id, type and subject.
    public var logger: Logger
    public var isRedelivered: Bool
    /// The number of times the event has been retried.
    public var retry: Int
    /// Set if the message is a copy of a parked message.
    public var parking: Parking?

    public init(logger: Logger, isRedelivered: Bool = false, retry: Int = 0, parking: Parking? = nil) {
        self.logger = logger
        self.isRedelivered = isRedelivered
        self.retry = retry
        self.parking = parking
    }
}

/// The stage that parked a message, and the reason.
public struct Parking: Sendable, Equatable {
    public var stage: String
    public var reason: Reason
    public var firstFailedAt: Date?

    /// The code of a message that was parked unread because of its size.
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

/// An error that prevents a stage from handling an event. The case decides the consequence (deploy/docs/DESIGN.md, rule
/// 4).
public enum StageFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// A temporary failure: retry by the retry plan, then park.
    case later(Reason)
    /// The input can never be handled: park at once.
    case never(Reason)
    /// No event can be handled until a person intervenes: stop taking work, report not ready, and continue when it
    /// works again.
    case stop(Reason)

    /// Creates the failure that an error states for itself; nil for errors that state none.
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
    /// Creates a reason from an error's own code and sentence.
    public init(_ error: any Consequential) { self.init(code: error.code, detail: error.description) }
}
