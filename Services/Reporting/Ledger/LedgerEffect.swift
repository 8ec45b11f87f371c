import Foundation
import Letters
import Messages
import Pipeline

/// The meaning of one event for one delivery.
struct LedgerEffect {
    var facts: DeliveryFacts
    var event: DeliveryEvent
    /// The event's message id, by which an operator may look up the delivery.
    var message: MessageID?

    /// The kind of delivery event for each event type with a `LetterOutcome`.
    private static let kinds: [EventType: DeliveryEvent.Kind] = [
        .letterRefused: .refused, .letterReconvert: .reconvert, .letterSent: .sent, .letterUnroutable: .unroutable,
        .letterCancelled: .cancelled, .letterSuperseded: .superseded, .letterDelivered: .delivered,
        .letterCollected: .collected, .letterUndelivered: .undelivered, .letterReceived: .received,
        .letterFiled: .filed, .letterRejected: .rejected, .letterOverdue: .overdue, .letterStalled: .stalled,
        .letterResend: .resendAsked, .letterClosed: .closed, .answerDoubted: .doubted,
        .answerAccepted: .answerAccepted, .pagesDoubted: .pagesDoubted,
    ]

    /// Returns the meanings of an event for the deliveries that it names.
    ///
    /// - Parameter parking: set when the event was parked instead of handled.
    static func all(of event: Event, parking: Parking?) throws(EventError) -> [LedgerEffect] {
        let effects = try whole(event)
        guard let parking, let first = effects.first else { return effects }
        let parked = DeliveryEvent(
            kind: .parked, attempt: nil, time: event.time, code: parking.reason.code,
            about: Stage(rawValue: parking.stage).map { .stage($0) })
        return [LedgerEffect(facts: first.facts, event: parked)]
    }

    private static func whole(_ event: Event) throws(EventError) -> [LedgerEffect] {
        switch event.type {
        case .letterExtracted:
            let facts = try event.payload(LetterExtracted.self).facts
            return [asked(facts, .extracted, by: event)]
        case .letterConvertedForMesh, .letterConvertedForFolder:
            let payload = try event.payload(LetterConverted.self)
            let converted = DeliveryEvent(
                kind: .converted, attempt: payload.attempt.id, askedAt: payload.attempt.askedAt, time: event.time,
                about: .channel(payload.channel), expects: Set(payload.expects))
            return [LedgerEffect(facts: payload.facts, event: converted, message: payload.attempt.message)]
        case .letterRerouted:
            let payload = try event.payload(LetterRerouted.self)
            let ended = DeliveryEvent(kind: .rerouted, time: event.time)
            return [
                LedgerEffect(facts: payload.facts, event: ended), asked(payload.successor, .extracted, by: event),
            ]
        case .letterResend, .letterReleased:
            return [asked(try event.payload(LetterOutcome.self).facts, .resendAsked, by: event)]
        default:
            guard let kind = kinds[event.type] else { return [] }
            let payload = try event.payload(LetterOutcome.self)
            let outcome = DeliveryEvent(
                kind: kind, attempt: payload.attempt?.id, askedAt: payload.attempt?.askedAt,
                time: payload.happenedAt ?? event.time, code: payload.reason?.code,
                about: payload.about)
            return [LedgerEffect(facts: payload.facts, event: outcome, message: payload.attempt?.message)]
        }
    }

    private static func asked(_ facts: DeliveryFacts, _ kind: DeliveryEvent.Kind, by event: Event) -> LedgerEffect {
        LedgerEffect(
            facts: facts,
            event: DeliveryEvent(kind: kind, attempt: event.id, askedAt: event.time, time: event.time),
            message: Identity.message(delivery: facts.delivery, attempt: event.id))
    }
}

extension LetterOutcome {
    fileprivate var about: DeliveryEvent.About? {
        if let answer { return .answer(answer) }
        if let stage { return .stage(stage) }
        return isRepeated == true ? .repeated : doubt.map { .doubt($0.summary) }
    }
}
