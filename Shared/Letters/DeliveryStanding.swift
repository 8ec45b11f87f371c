public import Foundation

/// The state of a delivery.
public enum DeliveryState: String, Codable, Hashable, Sendable, CaseIterable {
    case extracted, converted, sent, collected, received, filed, delivered
    case refused, unroutable, undelivered, rejected
    case cancelled, superseded, rerouted, closed

    /// Orders positive states by how much they prove; 0 for all others.
    var rank: Int {
        switch self {
        case .extracted: 1
        case .converted: 2
        case .sent: 3
        case .collected: 4
        case .received: 5
        case .delivered: 6
        case .filed: 7
        default: 0
        }
    }

    /// True for failures, which cannot continue without a person.
    public var needsPerson: Bool {
        switch self {
        case .refused, .unroutable, .undelivered, .rejected: true
        default: false
        }
    }
}

/// The state of a delivery with its concerns: a pure function of the set of its events, independent of their order
/// (deploy/docs/CONTRACT.md, "State of a delivery").
public struct DeliveryStanding: Equatable, Sendable {
    public var state: DeliveryState
    /// The code that explains the state, if one does.
    public var code: String?
    /// The number of attempts.
    public var attempts: Int
    /// True when no more events are awaited: filed, delivered with other proof, replaced, cancelled, closed by a
    /// person, or sent in a format that brings no answer.
    public var isDone: Bool
    /// Matters that a person should look at, although the delivery may still continue by itself.
    public var concerns: [Concern]
    /// The time of the event that led to the state.
    public var since: Date

    /// A reason to look at a delivery that has not failed.
    public enum Concern: Hashable, Sendable {
        /// The answer has not arrived in time.
        case overdue(Answer?)
        /// The stage has not processed the delivery in time.
        case stalled(Stage?)
        /// The stage has parked the delivery for a person.
        case parked(Stage?)
        /// An answer of this kind is not believed; nil for a report of MESH itself.
        case doubted(Answer?)
        /// The practice filed it and says, by this code, that the patient has died recently.
        case deceased(code: String)
    }

    /// True when the delivery is on the worklist: it has failed, or has an unsettled concern (overdue, stalled, parked
    /// or doubted).
    public var needsPerson: Bool { !isDone && (state.needsPerson || concerns.contains { $0.kind != .deceased }) }

    /// Nil for an empty set.
    public init?(of events: some Sequence<DeliveryEvent>) {
        let all = Set(events)
        guard let first = all.map(\.time).min() else { return nil }
        let timeline = AttemptTimeline(all)
        let best = timeline.best
        let outcome = timeline.outcome(over: best)
        state = outcome?.state ?? .extracted
        code = outcome?.event?.code
        since = outcome?.event?.time ?? first
        attempts = max(1, timeline.attempts.count)
        isDone = timeline.isDone(state)
        concerns = isDone ? timeline.notes : timeline.concerns(in: state) + timeline.notes
    }
}

extension DeliveryStanding.Concern {
    /// The kind of a concern without its subject.
    public enum Kind: String, Hashable, Sendable, CaseIterable { case overdue, stalled, parked, doubted, deceased }

    public var kind: Kind {
        switch self {
        case .overdue: .overdue
        case .stalled: .stalled
        case .parked: .parked
        case .doubted: .doubted
        case .deceased: .deceased
        }
    }

    /// The text in rows, lists and the API: the kind and the subject, as in `overdue technical`.
    public var text: String { "\(kind.rawValue) \(subject)" }

    private var subject: String {
        switch self {
        case .overdue(let answer), .doubted(let answer): answer?.rawValue ?? ""
        case .stalled(let stage), .parked(let stage): stage?.rawValue ?? ""
        case .deceased(let code): code
        }
    }

    /// Parses `text`; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
        guard let kind = parts.first.flatMap(Kind.init) else { return nil }
        let subject = parts.count > 1 ? parts[1] : ""
        switch kind {
        case .overdue: self = .overdue(Answer(rawValue: subject))
        case .stalled: self = .stalled(Stage(rawValue: subject))
        case .parked: self = .parked(Stage(rawValue: subject))
        case .doubted: self = .doubted(Answer(rawValue: subject))
        case .deceased: self = .deceased(code: subject)
        }
    }
}
