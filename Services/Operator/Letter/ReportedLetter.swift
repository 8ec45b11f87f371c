import Foundation
import Letters
import Messages

/// One delivery, as reporting's API returns it (`/api/v1/letters/{id}`).
struct ReportedLetter: Decodable, Equatable, Sendable {
    var facts: DeliveryFacts
    var state: String
    /// The code that explains the state, if there is one.
    var code: String?
    var since: Date?
    var isDone: Bool?
    /// The advice for a person; nil when nothing is to be done.
    var advice: String?
    /// The doubt that a person may release or refuse.
    var doubt: Doubt?
    /// The doubt about pages already sent.
    var doubtOfSent: Doubt?
    var timeline: [Step]

    /// A document's pages that may not show the whole document.
    struct Doubt: Decodable, Equatable, Sendable {
        var doubt: DocumentDoubt
        /// The attempt whose document is doubted.
        var attempt: EventID
        var reason: Reason

        /// A short hash of the source and the pages, so that a person releases only pages that were seen.
        var seen: String {
            String(
                Identity.uuid("seen", doubt.source.sha256, doubt.pages.sha256).uuidString.lowercased().prefix(8))
        }
    }

    /// One event of the timeline.
    struct Step: Decodable, Equatable, Sendable {
        var time: Date
        var type: String
        var source: String?
        var code: String?
        var words: String?
        var meshMessageID: String?
        var by: String?
        /// The MESH message id of an answer that is doubted or was accepted.
        var answer: String?
        /// The event's trace id (W3C Trace Context), 32 hexadecimal digits.
        var trace: String?
    }

    /// The trace ids of the delivery's attempts, in order.
    var traces: [String] {
        timeline.compactMap(\.trace).reduce(into: []) { traces, trace in
            if !traces.contains(trace) { traces.append(trace) }
        }
    }
}

/// The output of `meshpost letter trace --json`.
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

/// The output of `meshpost letter trace`.
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
