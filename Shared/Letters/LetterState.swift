public import Foundation

/// Something that happened to a delivery, reduced to what its state depends on.
public struct DeliveryEvent: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case extracted, resendAsked, rerouted, converted, refused, reconvert, sent, unroutable, cancelled, superseded
        case delivered, collected, undelivered, received, filed, rejected, overdue, stalled, closed, parked
        /// An answer that settles nothing until it is `answerAccepted` by a person.
        case doubted, answerAccepted
        /// Pages that were sent are judged to show the document wrong.
        case pagesDoubted
    }

    public var kind: Kind
    /// The attempt that it concerns; nil where none is meant.
    public var attempt: EventID?
    /// When that attempt was asked for.
    public var askedAt: Date?
    public var time: Date
    /// The code of the reason, if it has one.
    public var code: String?
    /// The answer or the stage that it speaks of: `technical`, `conversion`, …; of `sent` that it was offered twice; of
    /// `refused` and `pagesDoubted` what is doubted.
    public var what: String?
    /// For `converted`: which answers can come.
    public var expects: Set<String>

    /// What `sent` speaks of where the recipient may have the message twice.
    public static let repeated = "repeated"

    public init(
        kind: Kind, attempt: EventID? = nil, askedAt: Date? = nil, time: Date, code: String? = nil,
        what: String? = nil, expects: Set<String> = []
    ) {
        self.kind = kind
        self.attempt = attempt
        self.askedAt = askedAt
        self.time = time
        self.code = code
        self.what = what
        self.expects = expects
    }
}

/// Where a delivery stands, in one word.
public enum DeliveryState: String, Codable, Hashable, Sendable, CaseIterable {
    case extracted, converted, sent, collected, received, filed, delivered
    case refused, unroutable, undelivered, rejected
    case cancelled, superseded, rerouted, closed

    /// How good the news is; only positive evidence has a rank above zero.
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

    /// Cannot go on without a person.
    public var needsPerson: Bool {
        switch self {
        case .refused, .unroutable, .undelivered, .rejected: true
        default: false
        }
    }
}

/// Where a delivery stands: a pure function of the set of its events, whatever their order (deploy/docs/CONTRACT.md, "State of
/// a delivery").
public struct DeliveryStanding: Equatable, Sendable {
    public var state: DeliveryState
    /// The code that explains the state, if one does.
    public var code: String?
    /// The attempt that the state speaks of.
    public var attempts: Int
    /// Nothing more is awaited: filed, delivered otherwise with proof, replaced, cancelled, closed by a person, or sent
    /// by a format that brings no answer.
    public var isDone: Bool
    /// What a person should look at although the delivery may yet go on by itself.
    public var concerns: [Concern]
    /// When the event happened that gave the state.
    public var since: Date

    /// A reason to look at a delivery that has not failed.
    public struct Concern: Hashable, Sendable, Codable {
        public enum Kind: String, Hashable, Sendable, Codable { case overdue, stalled, parked, doubted, deceased }
        public var kind: Kind
        /// The answer or the stage.
        public var what: String

        public init(kind: Kind, what: String) {
            self.kind = kind
            self.what = what
        }
    }

    /// True when it stands on the worklist: failed, or overdue, stalled, parked or answered by a stranger and not settled
    /// since.
    public var needsPerson: Bool { !isDone && (state.needsPerson || concerns.contains { $0.kind != .deceased }) }

    /// Nil for an empty set.
    public init?(of events: some Sequence<DeliveryEvent>) {
        let all = Set(events)
        guard let first = all.map(\.time).min() else { return nil }
        let timeline = Timeline(all)
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

/// The events of one delivery, sorted by attempt.
private struct Timeline {
    typealias Finding = (state: DeliveryState, event: DeliveryEvent?)

    let events: Set<DeliveryEvent>
    /// Attempts, the one that was asked for first coming first.
    let attempts: [EventID]

    init(_ events: Set<DeliveryEvent>) {
        self.events = events
        var asked: [EventID: Date] = [:]
        for event in events {
            guard let attempt = event.attempt else { continue }
            asked[attempt] = min(asked[attempt] ?? .distantFuture, event.askedAt ?? event.time)
        }
        attempts = asked.sorted { ($0.value, $0.key.description) < ($1.value, $1.key.description) }.map(\.key)
    }

    /// The best positive evidence over all attempts.
    var best: Finding {
        let findings = events.compactMap { event -> Finding? in positive(event).map { ($0, event) } }
        return findings.max {
            ($0.state.rank, $1.event?.time ?? .distantPast) < ($1.state.rank, $0.event?.time ?? .distantPast)
        }
            ?? (.extracted, nil)
    }

    private func positive(_ event: DeliveryEvent) -> DeliveryState? {
        switch event.kind {
        case .extracted, .resendAsked: .extracted
        case .converted: .converted
        case .sent: .sent
        case .collected: .collected
        case .received: .received
        case .filed: .filed
        case .delivered: .delivered
        case .rejected where isProof(event): .received
        default: nil
        }
    }

    /// "Already there" is good news where an earlier attempt was sent, where this one was offered twice, or beside the
    /// recipient's own good word.
    private func isProof(_ event: DeliveryEvent) -> Bool {
        guard let code = event.code, AnswerCode.known(code)?.sign == .alreadyThere else { return false }
        let place = attempts.firstIndex { $0 == event.attempt } ?? 0
        return events.contains { other in
            switch other.kind {
            case .sent where other.attempt == event.attempt: other.what == DeliveryEvent.repeated
            case .sent: other.attempt.flatMap(attempts.firstIndex).map { $0 < place } ?? false
            case .received, .filed: other.attempt == event.attempt
            default: false
            }
        }
    }

    /// An end made by hand or by another letter stands above all but proof of arrival; a failure counts only from the
    /// latest attempt and never over filed or delivered.
    func outcome(over best: Finding) -> Finding? {
        if best.state == .filed || best.state == .delivered { return best }
        let ends: [(DeliveryEvent.Kind, DeliveryState)] = [
            (.closed, .closed), (.rerouted, .rerouted), (.cancelled, .cancelled), (.superseded, .superseded),
        ]
        for (kind, state) in ends {
            if let event = latest(kind) { return (state, event) }
        }
        return failure(over: best) ?? best
    }

    private func failure(over best: Finding) -> Finding? {
        let failures: [(DeliveryEvent.Kind, DeliveryState)] = [
            (.rejected, .rejected), (.undelivered, .undelivered), (.unroutable, .unroutable), (.refused, .refused),
        ]
        for (kind, state) in failures {
            guard let event = latest(kind), event.attempt == nil || event.attempt == attempts.last else { continue }
            if kind == .undelivered && wasTaken(event.attempt) { continue }
            // The recipient has what MESH does not know.
            if event.code == "unknown-to-mesh" && wasTaken(event.attempt) { continue }
            return (state, event)
        }
        return nil
    }

    /// A report of non-delivery is disproved by the recipient's own word about the same attempt.
    private func wasTaken(_ attempt: EventID?) -> Bool {
        events.contains { ($0.kind == .received || $0.kind == .collected) && $0.attempt == attempt }
    }

    /// What is proof of arrival is no event of its kind.
    private func latest(_ kind: DeliveryEvent.Kind) -> DeliveryEvent? {
        let order = Dictionary(uniqueKeysWithValues: attempts.enumerated().map { ($1, $0) })
        func key(_ event: DeliveryEvent) -> (Int, Date, String) {
            (event.attempt.flatMap { order[$0] } ?? -1, event.time, event.code ?? "")
        }
        return events.filter { $0.kind == kind && !isProof($0) }.max { key($0) < key($1) }
    }

    func isDone(_ state: DeliveryState) -> Bool {
        switch state {
        case .filed, .delivered, .cancelled, .superseded, .rerouted, .closed: true
        case .sent, .collected, .received: isAllThatCanCome(state)
        default: false
        }
    }

    /// True when the format of the latest conversion brings no better answer than `state`.
    private func isAllThatCanCome(_ state: DeliveryState) -> Bool {
        guard let expects = latest(.converted)?.expects else { return false }
        let reached: Set<String> =
            switch state {
            case .collected: ["collected"]
            case .received: ["collected", "technical"]
            default: []
            }
        return expects.subtracting(reached).isEmpty
    }

    func concerns(in state: DeliveryState) -> [DeliveryStanding.Concern] {
        var found: Set<DeliveryStanding.Concern> = []
        for event in events {
            guard let kind = concern(event), isUnsettled(event, in: state) else { continue }
            found.insert(DeliveryStanding.Concern(kind: kind, what: event.what ?? ""))
        }
        return found.sorted { ($0.kind.rawValue, $0.what) < ($1.kind.rawValue, $1.what) }
    }

    /// Worth telling even of a delivery that is done: 30004, filed for a patient who has died recently.
    var notes: [DeliveryStanding.Concern] {
        let code = events.compactMap { $0.kind == .filed ? $0.code.flatMap(AnswerCode.known) : nil }
            .first { $0.note == .deceased }?.code
        return code.map { [DeliveryStanding.Concern(kind: .deceased, what: $0)] } ?? []
    }

    private func concern(_ event: DeliveryEvent) -> DeliveryStanding.Concern.Kind? {
        switch event.kind {
        case .overdue: .overdue
        case .stalled: .stalled
        case .parked: .parked
        case .doubted: .doubted
        default: nil
        }
    }

    private func isUnsettled(_ event: DeliveryEvent, in state: DeliveryState) -> Bool {
        if state.needsPerson { return false }
        if let attempt = event.attempt, attempt != attempts.last { return false }
        switch (event.kind, event.what) {
        case (.overdue, "collected"): return state.rank < DeliveryState.collected.rank
        case (.overdue, "technical"), (.doubted, "technical"): return state.rank < DeliveryState.received.rank
        // A report of MESH's own has no word for it.
        case (.doubted, nil): return state.rank < DeliveryState.collected.rank
        case (.overdue, _), (.doubted, _): return state.rank < DeliveryState.filed.rank
        case (.stalled, "conversion"), (.parked, "conversion"):
            return !reached([.converted, .refused], in: event.attempt)
        case (.stalled, "transport"), (.parked, "transport"):
            return !reached([.sent, .delivered, .unroutable, .refused], in: event.attempt)
        default: return true
        }
    }

    private func reached(_ kinds: Set<DeliveryEvent.Kind>, in attempt: EventID?) -> Bool {
        events.contains { kinds.contains($0.kind) && (attempt == nil || $0.attempt == attempt) }
    }
}
