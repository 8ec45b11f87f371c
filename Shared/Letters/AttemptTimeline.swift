import Foundation

/// The events of one delivery, sorted by attempt.
struct AttemptTimeline {
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
            case .sent where other.attempt == event.attempt: other.about == .repeated
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

    /// Worth telling even of a delivery that is done: 30004, filed for a patient who has died recently.
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

    /// False once what the event tells of has come, or was overtaken by another attempt or by a failure.
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

    /// The state that settles an answer that is overdue or doubted. A report of MESH's own, which names no answer, is
    /// settled once the message is seen to have been collected.
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
