import Foundation
import Letters
import Messages

extension SendLedger.Entry {
    /// Makes the event that reports the outcome of the send; its id is the same each time it is made.
    ///
    /// - Parameter replacing: for `letter.reconvert`, the predecessor that the message must name instead; nil for none.
    func outcome(
        _ type: EventType, at now: Date, proof: ObjectReference? = nil, replacing: Predecessor? = nil
    ) throws -> Event {
        let message = send.message.description
        switch cargo {
        case .letter(let letter):
            let facts = letter.facts
            var cause = message
            if type == .letterReconvert { cause += " replacing \(replacing?.description ?? "none")" }
            let isStalled = type == .letterStalled
            if isStalled { cause += " stalled" }
            let (mailbox, isTracked) = whereabouts(type)
            return try Event(
                type,
                LetterOutcome(
                    facts: facts, attempt: letter.attempt, reason: isStalled ? send.trouble?.reason : send.reason,
                    meshMessageID: send.meshMessageID, happenedAt: now, stage: isStalled ? .transport : nil,
                    proof: proof, predecessor: type == .letterReconvert ? replacing : nil,
                    mailbox: mailbox, isTracked: isTracked,
                    isRepeated: type == .letterSent && send.isRepeated ? true : nil),
                about: facts.delivery.description, cause: cause, from: .transport, at: now,
                traceparent: event.traceparent)
        case .answer(let answer):
            return try Event(
                .inboundAnswered,
                InboundAnswered(
                    inbound: answer.inbound, answer: answer.answer, meshMessageID: send.meshMessageID,
                    reason: send.reason),
                about: answer.inbound, cause: message, from: .transport, at: now, traceparent: event.traceparent)
        }
    }

    /// The mailbox that has the message; if it is not known, whether tracking can find it, which needs MESH's API and
    /// MESH's id.
    private func whereabouts(_ type: EventType) -> (mailbox: String?, isTracked: Bool?) {
        switch type {
        case .letterSent where mailbox == nil: (nil, way == MeshChannel.api && send.meshMessageID != nil)
        case .letterCollected where mailbox == nil: (nil, false)
        case .letterSent, .letterCollected: (mailbox, nil)
        default: (nil, nil)
        }
    }
}
