import Foundation
import Letters
import Messages

/// One delivery as reporting's API tells it (`/api/v1/letters/{id}`).
struct ReportedLetter: Decodable, Equatable, Sendable {
    var facts: DeliveryFacts
    var state: String
    /// What explains the state, if something does.
    var code: String?
    var since: Date?
    var isDone: Bool?
    /// What a person is to do; nil when nothing is.
    var advice: String?
    /// What a person may release or refuse.
    var doubt: Doubt?
    /// What of the pages that were sent is judged wrong.
    var doubtOfSent: Doubt?
    var timeline: [Step]

    /// Pages of a document that may not show it whole.
    struct Doubt: Decodable, Equatable, Sendable {
        var doubt: DocumentDoubt
        /// The attempt that it is about.
        var attempt: EventID
        var reason: Reason

        /// Names the source and the pages that were looked at, so that no others are released by mistake.
        var seen: String {
            String(
                Identity.uuid("seen", doubt.source.sha256, doubt.pages.sha256).uuidString.lowercased().prefix(8))
        }
    }

    /// One event of its timeline.
    struct Step: Decodable, Equatable, Sendable {
        var time: Date
        var type: String
        var source: String?
        var code: String?
        var words: String?
        var meshMessageID: String?
        var by: String?
        /// MESH's id of an answer that is in doubt, or was accepted.
        var answer: String?
        /// The id of the trace that the event belongs to (W3C Trace Context), 32 hexadecimal digits.
        var trace: String?
    }

    /// The traces of its attempts, in order.
    var traces: [String] {
        timeline.compactMap(\.trace).reduce(into: []) { traces, trace in
            if !traces.contains(trace) { traces.append(trace) }
        }
    }
}

/// What `meshpost letter trace --json` prints.
struct TraceReport: Encodable {
    struct Step: Encodable {
        var time: Date
        var type: String
        var by: String?
        var code: String?
        var words: String?
        var meshMessageID: String?
        var trace: String?
    }

    var delivery: String
    var letter: String
    var revision: Int
    var recipient: String
    var state: String
    var code: String?
    var since: Date?
    var isDone: Bool?
    var advice: String?
    var traces: [String]
    var timeline: [Step]

    init(_ letter: ReportedLetter) {
        delivery = letter.facts.delivery.description
        self.letter = letter.facts.letter.description
        revision = letter.facts.revision
        recipient = letter.facts.recipient.description
        state = letter.state
        code = letter.code
        since = letter.since
        isDone = letter.isDone
        advice = letter.advice
        traces = letter.traces
        timeline = letter.timeline.map { step in
            Step(
                time: step.time, type: step.type, by: step.by ?? step.source, code: step.code, words: step.words,
                meshMessageID: step.meshMessageID, trace: step.trace)
        }
    }
}

/// What `meshpost letter trace` prints.
struct LetterTrace {
    let letter: ReportedLetter
    let now: Date

    var text: String {
        let facts = letter.facts
        var state = letter.state + (letter.code.map { " (\($0))" } ?? "")
        if let since = letter.since { state += ", for \(Age.text(from: since, to: now))" }
        var head = [
            "delivery   \(facts.delivery)", "letter     \(facts.letter), revision \(facts.revision)",
            "kind       \(facts.kind.rawValue), \(facts.urgency.rawValue)",
            "recipient  \(facts.recipient) (\(facts.role.rawValue))",
            "signed     \(Instant.text(facts.signedAt))", "state      \(state)",
        ]
        for trace in letter.traces { head.append("trace      \(trace)") }
        if let advice = letter.advice { head.append("to do      \(advice)") }
        var table = Table("TIME", "EVENT", "BY", "CODE", "WORDS")
        for step in letter.timeline {
            table.add(
                Instant.text(step.time), step.type, step.by ?? step.source ?? "", step.code ?? "",
                step.words ?? step.meshMessageID.map { "MESH \($0)" } ?? "")
        }
        return (head + ["", table.text]).joined(separator: "\n")
    }
}
