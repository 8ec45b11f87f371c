import Foundation
import Letters
import Messages
import Pipeline

/// The timeline of a delivery: one line for each event, with codes in words.
enum Timeline {
    struct Line: Codable, Equatable, Sendable {
        var time: String
        var type: String
        var source: String
        var words: String
        var code: String?
        var tone: String
        /// The MESH message id of the answer that is doubted or was accepted.
        var answer: String?
        /// The event's trace id (W3C Trace Context).
        var trace: String?
    }

    static func line(_ entry: Ledger.Entry) -> Line {
        let event = entry.event
        if let parking = entry.parking {
            return Line(
                time: Instant.text(event.time), type: "parked", source: parking.stage,
                words: "Given up by \(parking.stage): \(parking.reason.detail)", code: parking.reason.code,
                tone: Phrases.Tone.bad.rawValue, trace: trace(event))
        }
        let (words, code, tone) = words(event)
        return Line(
            time: Instant.text(happened(entry)), type: event.type.rawValue, source: event.source.rawValue, words: words,
            code: code, tone: tone.rawValue, answer: answer(event), trace: trace(event))
    }

    /// Returns the second field of `version-trace-parent-flags`.
    private static func trace(_ event: Event) -> String? {
        event.traceparent?.split(separator: "-").dropFirst().first.map(String.init)
    }

    /// Returns the time at which the fact happened, if the event states it; else the time of the event.
    static func happened(_ entry: Ledger.Entry) -> Date {
        guard entry.parking == nil, let outcome = try? entry.event.payload(LetterOutcome.self) else {
            return entry.event.time
        }
        return outcome.happenedAt ?? entry.event.time
    }

    /// Sorts events in order of cause and effect: within an attempt, an earlier step comes before a later one, even if
    /// its event is reported later.
    static func ordered(_ entries: [Ledger.Entry]) -> [Ledger.Entry] {
        let rungs: [EventType: Int] = [
            .letterExtracted: 0, .letterResend: 0, .letterReleased: 0, .letterConvertedForMesh: 1,
            .letterConvertedForFolder: 1, .letterSent: 2, .letterCollected: 3, .letterReceived: 4, .letterFiled: 5,
            .letterRejected: 5,
        ]
        struct Place {
            var entry: Ledger.Entry
            var attempt: String
            var rung: Int?
            var time: Date
        }
        let places = entries.map { entry in
            let event = entry.event
            let rung = entry.parking == nil ? rungs[event.type] : nil
            let attempt: EventID? =
                rung == 0
                ? event.id
                : (try? event.payload(LetterConverted.self))?.attempt.id
                    ?? (try? event.payload(LetterOutcome.self))?.attempt?.id
            return Place(entry: entry, attempt: attempt?.description ?? "", rung: rung, time: happened(entry))
        }
        let sorted = places.map { place -> (place: Place, time: Date) in
            guard let rung = place.rung else { return (place, place.time) }
            let later = places.filter { $0.attempt == place.attempt && ($0.rung ?? -1) > rung }.map(\.time)
            return (place, min(place.time, later.min() ?? place.time))
        }
        return sorted.enumerated().sorted { one, other in
            let (first, second) = (one.element, other.element)
            return (first.time, first.place.rung ?? 9, one.offset) < (second.time, second.place.rung ?? 9, other.offset)
        }.map(\.element.place.entry)
    }

    private static func answer(_ event: Event) -> String? {
        guard event.type == .answerDoubted || event.type == .answerAccepted else { return nil }
        return (try? event.payload(LetterOutcome.self))?.answeredBy?.message
    }

    private static func words(_ event: Event) -> (String, String?, Phrases.Tone) {
        switch event.type {
        case .letterExtracted:
            let facts = try? event.payload(LetterExtracted.self).facts
            return (
                "Signed off and taken from \(facts?.source ?? "its source"), revision \(facts?.revision ?? 0)", nil,
                .plain
            )
        case .letterConvertedForMesh, .letterConvertedForFolder:
            let payload = try? event.payload(LetterConverted.self)
            let answers = payload?.expects.map(\.rawValue).joined(separator: ", ") ?? ""
            let made = "Made into \(payload?.format ?? "a message"), \(payload?.message.size ?? 0) bytes"
            let awaited = answers.isEmpty ? "no answer will come" : "awaited: \(answers)"
            return (([made, awaited] + (payload.map(Proof.sentences) ?? [])).joined(separator: "; "), nil, .plain)
        case .letterWithdrawn:
            let revision = (try? event.payload(LetterWithdrawn.self))?.revision ?? 0
            return ("Taken back by its source, in revision \(revision) and before", nil, .bad)
        case .letterRerouted:
            let payload = try? event.payload(LetterRerouted.self)
            return (
                "Sent to \(payload?.successor.recipient.description ?? "another recipient") instead, by \(payload?.by.name ?? "?"): \(payload?.by.reason ?? "")",
                nil, .plain
            )
        default:
            guard let payload = try? event.payload(LetterOutcome.self) else {
                return (event.type.rawValue, nil, .plain)
            }
            return outcome(event.type, payload)
        }
    }

    private static func outcome(_ type: EventType, _ payload: LetterOutcome) -> (String, String?, Phrases.Tone) {
        let code = payload.reason?.code
        let sign = code.flatMap(AnswerCode.known)?.sign
        let why = payload.reason.map { explained($0) } ?? ""
        let hand = payload.by.map { "by \($0.name): \($0.reason)" } ?? ""
        switch type {
        case .letterSent:
            let twice = payload.isRepeated == true ? "; it was offered twice, and may be there twice" : ""
            return ("MESH accepted it as \(payload.meshMessageID ?? "?")\(twice)", nil, .plain)
        case .letterCollected: return ("The practice's system collected it", nil, .plain)
        case .letterReceived: return ("The practice's system could read it" + belief(payload), code, .plain)
        case .letterFiled:
            let isNoted = code.flatMap(AnswerCode.known)?.note != nil
            return ("Filed by the practice" + (isNoted ? " – \(why)" : "") + belief(payload), code, .good)
        case .letterDelivered: return ("Laid into the recipient's folder", nil, .good)
        case .letterRejected where sign == .alreadyThere: return ("Answered: \(why)" + belief(payload), code, .wait)
        case .letterRejected where sign == .undecided:
            return ("Answered, and nothing decided: \(why)" + belief(payload), code, .bad)
        case .letterRejected: return ("Rejected: \(why)" + belief(payload), code, .bad)
        case .answerDoubted:
            let said = payload.answeredBy?.said.map { " with code \($0)" } ?? ""
            return (
                "Answer \(payload.answeredBy?.message ?? "?")\(said) is not believed: \(why)", code, .wait
            )
        case .answerAccepted: return ("Answer \(payload.answeredBy?.message ?? "?") accepted \(hand)", nil, .plain)
        case .letterUndelivered: return ("Not delivered: \(why)", code, .bad)
        case .letterRefused: return ("Refused: \(why)", code, .bad)
        case .letterUnroutable: return ("No way to the recipient: \(why)", code, .bad)
        case .letterCancelled: return ("Not sent: \(why)", code, .plain)
        case .letterSuperseded: return ("Not sent, a later revision goes: \(why)", code, .plain)
        case .letterOverdue:
            return ("No \(payload.answer?.rawValue ?? "") answer in time", code, .wait)
        case .letterStalled:
            let because = code == "stalled" || why.isEmpty ? "" : ", it is tried in vain: \(why)"
            return ("Not moved on by \(payload.stage?.rawValue ?? "a stage") in time\(because)", code, .wait)
        case .letterResend where payload.redrop != nil:
            return ("Sent again, since its source dropped it again after it had failed", nil, .plain)
        case .letterResend: return ("Sent again, asked \(hand)", nil, .plain)
        case .letterReleased: return ("Released as its pages were seen, \(hand)", nil, .plain)
        case .pagesDoubted: return ("The pages that were sent are judged wrong: \(why)", code, .bad)
        case .letterClosed: return ("Closed \(hand)", nil, .plain)
        case .letterReconvert: return ("Made anew: \(why)", code, .plain)
        default: return (type.rawValue, code, .plain)
        }
    }

    /// Returns why an answer is believed that did not come from the mailbox that the letter went to.
    private static func belief(_ payload: LetterOutcome) -> String {
        let mailbox = payload.answeredBy?.mailbox ?? "?"
        switch payload.answeredBy?.belief {
        case .secondMailbox: return "; it answered from its other mailbox \(mailbox)"
        case .anyPractice:
            return "; the answer came from mailbox \(mailbox) of a practice in the practices file, and nobody can say "
                + "to which one the letter went"
        case .byHand: return "; a person accepted the answer from mailbox \(mailbox)"
        case .recipient, nil: return ""
        }
    }

    /// Returns the code table's words for a reason, or the reason's own detail if that begins with them and says more.
    private static func explained(_ reason: Reason) -> String {
        guard let row = AnswerCode.known(reason.code), row.system != .own else { return reason.detail }
        return reason.detail.hasPrefix(row.words) ? reason.detail : row.words
    }
}
