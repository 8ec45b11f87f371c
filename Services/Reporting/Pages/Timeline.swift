import Foundation
import ITK
import Letters
import Messages
import Pipeline

/// What happened to a delivery, one line an event, each code in words.
enum Timeline {
    struct Line: Codable, Equatable, Sendable {
        var time: String
        var type: String
        var source: String
        var words: String
        var code: String?
        var tone: String
    }

    static func line(_ entry: Ledger.Entry) -> Line {
        let event = entry.event
        if let parking = entry.parking {
            return Line(
                time: Instant.text(event.time), type: "parked", source: parking.stage,
                words: "Given up by \(parking.stage): \(parking.reason.detail)", code: parking.reason.code,
                tone: Words.Tone.bad.rawValue)
        }
        let (words, code, tone) = words(event)
        return Line(
            time: Instant.text(event.time), type: event.type.rawValue, source: event.source.rawValue, words: words,
            code: code, tone: tone.rawValue)
    }

    private static func words(_ event: Event) -> (String, String?, Words.Tone) {
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

    private static func outcome(_ type: EventType, _ payload: LetterOutcome) -> (String, String?, Words.Tone) {
        let code = payload.reason?.code
        let why = payload.reason.map { explained($0) } ?? ""
        let hand = payload.by.map { "by \($0.name): \($0.reason)" } ?? ""
        switch type {
        case .letterSent: return ("MESH accepted it as \(payload.meshMessageID ?? "?")", nil, .plain)
        case .letterCollected: return ("The practice's system collected it", nil, .plain)
        case .letterReceived: return ("The practice's system could read it", code, .plain)
        case .letterFiled: return ("Filed by the practice" + (code == "30004" ? " – \(why)" : ""), code, .good)
        case .letterDelivered: return ("Laid into the recipient's folder", nil, .good)
        case .letterRejected: return ("Rejected: \(why)", code, .bad)
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
        case .letterResend: return ("Sent again, asked \(hand)", nil, .plain)
        case .letterClosed: return ("Closed \(hand)", nil, .plain)
        case .letterReconvert: return ("Made anew: \(why)", code, .plain)
        default: return (type.rawValue, code, .plain)
        }
    }

    /// The specification's words for its own codes, else the reason's own sentence.
    private static func explained(_ reason: Reason) -> String {
        ResponseCode.known(reason.code)?.words ?? reason.detail
    }
}
