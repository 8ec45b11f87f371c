import Foundation

/// The events of one delivery, with its attempts in order.
struct AttemptTimeline {
    typealias Finding = (state: DeliveryState, event: DeliveryEvent?)

    let events: Set<DeliveryEvent>
    /// The attempts in the order in which they were requested.
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

    /// True for an answer "already there" that proves arrival: an earlier attempt was sent, this attempt was offered to
    /// MESH twice, or the recipient confirmed this attempt as well.
    private func isProof(_ event: DeliveryEvent) -> Bool {
        guard let code = event.code, AnswerCode.known(code)?.sign == .alreadyThere else { return false }
        let place = attempts.firstIndex { $0 == event.attempt } ?? 0
        return events.contains { other in
            switch other.kind {
            case .sent where other.attempt == event.attempt: other.about == .repeated
            case .sent: other.attempt.flatMap(attempts.firstIndex).map { $0 < place } ?? false
            case .received, .filed: other.attempt == event.attempt
            default: false
            }
        }
    }

    /// The state that the delivery ends in or has reached.
    ///
    /// An end by a person or another letter overrides everything except proof of arrival (filed or delivered). A
    /// failure counts only from the latest attempt, and never overrides filed or delivered.
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
            // The recipient has confirmed a message that MESH does not know.
            if event.code == "unknown-to-mesh" && wasTaken(event.attempt) { continue }
            return (state, event)
        }
        return nil
    }

    /// The recipient's own answer to an attempt disproves a report that the attempt was not delivered.
    private func wasTaken(_ attempt: EventID?) -> Bool {
        events.contains { ($0.kind == .received || $0.kind == .collected) && $0.attempt == attempt }
    }

    /// The latest event of this kind. Leaves out rejections that prove arrival (`isProof`).
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

    /// True when the format of the latest conversion can bring no better answer than `state`.
    private func isAllThatCanCome(_ state: DeliveryState) -> Bool {
        guard let expects = latest(.converted)?.expects else { return false }
        let reached: Set<Answer> =
            switch state {
            case .collected: [.collected]
            case .received: [.collected, .technical]
            default: []
            }
        return expects.subtracting(reached).isEmpty
    }

    func concerns(in state: DeliveryState) -> [DeliveryStanding.Concern] {
        let found = Set(events.compactMap { event in isUnsettled(event, in: state) ? concern(event) : nil })
        return found.sorted { $0.text < $1.text }
    }

    /// Concerns that are shown even for a finished delivery: 30004, filed for a patient who has died recently.
    var notes: [DeliveryStanding.Concern] {
        let code = events.compactMap { $0.kind == .filed ? $0.code.flatMap(AnswerCode.known) : nil }
            .first { $0.note == .deceased }?.code
        return code.map { [.deceased(code: $0)] } ?? []
    }

    private func concern(_ event: DeliveryEvent) -> DeliveryStanding.Concern? {
        switch event.kind {
        case .overdue: .overdue(event.about?.answer)
        case .stalled: .stalled(event.about?.stage)
        case .parked: .parked(event.about?.stage)
        case .doubted: .doubted(event.about?.answer)
        default: nil
        }
    }

    /// False once the awaited thing has come, or another attempt or a failure has made the event obsolete.
    private func isUnsettled(_ event: DeliveryEvent, in state: DeliveryState) -> Bool {
        if state.needsPerson { return false }
        if let attempt = event.attempt, attempt != attempts.last { return false }
        switch event.kind {
        case .overdue, .doubted: return state.rank < settling(event).rank
        case .stalled, .parked:
            switch event.about?.stage {
            case .conversion: return !reached([.converted, .refused], in: event.attempt)
            case .transport: return !reached([.sent, .delivered, .unroutable, .refused], in: event.attempt)
            case .extraction, .acknowledgement, .reporting, .operator, nil: return true
            }
        default: return true
        }
    }

    /// The state that settles an overdue or doubted answer. A doubted report of MESH itself, which names no answer, is
    /// settled once the message has been collected.
    private func settling(_ event: DeliveryEvent) -> DeliveryState {
        switch (event.kind, event.about?.answer) {
        case (.doubted, nil): .collected
        case (.doubted, .collected?): .filed
        case (_, .collected?): .collected
        case (_, .technical?): .received
        case (_, .business?), (_, nil): .filed
        }
    }

    private func reached(_ kinds: Set<DeliveryEvent.Kind>, in attempt: EventID?) -> Bool {
        events.contains { kinds.contains($0.kind) && (attempt == nil || $0.attempt == attempt) }
    }
}

extension DeliveryEvent.About {
    fileprivate var answer: Answer? { if case .answer(let answer) = self { answer } else { nil } }

    fileprivate var stage: Stage? { if case .stage(let stage) = self { stage } else { nil } }
}
