import Foundation
import Letters
import Messages
import Pipeline

/// States, kinds and events in the words of the clinic.
enum Words {
    static func state(_ state: String) -> String {
        switch DeliveryState(rawValue: state) {
        case .extracted: "Taken"
        case .converted: "Ready to send"
        case .sent: "Sent"
        case .collected: "Collected"
        case .received: "Received"
        case .filed: "Filed"
        case .delivered: "Delivered"
        case .refused: "Cannot be converted"
        case .unroutable: "No mailbox"
        case .undelivered: "Not delivered"
        case .rejected: "Rejected"
        case .cancelled: "Not sent: withdrawn"
        case .superseded: "Not sent: replaced"
        case .rerouted: "Sent elsewhere"
        case .closed: "Closed by hand"
        case nil: state
        }
    }

    /// What the state means, for the overview.
    static func meaning(_ state: DeliveryState) -> String {
        switch state {
        case .extracted: "taken from the hospital's system, waiting for conversion"
        case .converted: "the message file is ready, waiting to be sent"
        case .sent: "MESH accepted it"
        case .collected: "the practice's system took it from its mailbox"
        case .received: "the practice's system could read it"
        case .filed: "the practice filed it in the patient's record"
        case .delivered: "laid into the recipient's folder, with proof"
        case .refused: "it cannot be made into a message"
        case .unroutable: "no mailbox, or more than one, or not the expected one"
        case .undelivered: "MESH reported that it was not delivered"
        case .rejected: "the practice refused it"
        case .cancelled: "withdrawn before it left"
        case .superseded: "overtaken by a later revision"
        case .rerouted: "sent to another recipient instead"
        case .closed: "settled by a person, with a reason"
        }
    }

    enum Tone: String { case good, bad, wait, plain }

    static func tone(_ state: String) -> Tone {
        switch DeliveryState(rawValue: state) {
        case .filed, .delivered: .good
        case .refused, .unroutable, .undelivered, .rejected: .bad
        case .extracted, .converted, .sent, .collected, .received: .wait
        default: .plain
        }
    }

    static func kind(_ kind: String) -> String { kind.replacing("-", with: " ").capitalizedFirst }

    /// `overdue technical` and the like.
    static func concern(_ concern: String) -> String {
        let parts = concern.split(separator: " ").map(String.init)
        let what = parts.dropFirst().first ?? ""
        switch parts.first {
        case "overdue":
            switch what {
            case "collected": return "not collected in time"
            case "technical": return "no technical answer in time"
            default: return "no answer from the practice in time"
            }
        case "stalled": return "not moved on by \(what) in time"
        case "parked": return "given up by \(what)"
        case "doubted": return what.isEmpty ? "a report that names two letters" : "an answer that is not believed"
        case "document": return "for a person to release: \(doubt(parts.dropFirst()))"
        case "pages-doubted": return "sent, and its pages are judged wrong: \(doubt(parts.dropFirst()))"
        case "deceased": return "the patient has died recently"
        case "recipient-differs": return "MESH took it to another mailbox than was meant"
        case withdrawn: return "withdrawn after it had been sent"
        default: return concern
        }
    }

    /// `count=2`, `page=1`, `construct=cx:chart`.
    private static func doubt(_ parts: some Sequence<String>) -> String {
        let told = parts.compactMap { part -> String? in
            let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2 else { return nil }
            switch pair[0] {
            case "count": return "\(pair[1]) words, pages or images differ"
            case "page": return "page \(pair[1])"
            case "construct": return "holds \(pair[1])"
            default: return nil
            }
        }
        return told.isEmpty ? "its pages differ" : told.joined(separator: ", ")
    }

    private static let withdrawn = "withdrawn-after-sending"

    /// Refusals that the trust's own files bring about, and not the letter.
    static let settled: Set = [
        "practice-unknown", "practice-not-yet-active", "not-assured", "format-unsupported", "workflow-missing",
        "heading-unknown", "patient-address-impossible",
    ]

    /// What to do next, with the operator's command.
    ///
    /// For a letter that was withdrawn after it had been sent these are the two ways that ITK3 leaves: it has no
    /// message that cancels another (guide of eDischarge, "Replacement documents").
    static func advice(_ line: DeliveryLine) -> (action: String, command: String) {
        let id = line.delivery
        // What was taken back or went astray is pressing whatever else is open.
        let pressing = line.concerns.first {
            $0 == "recipient-differs" || $0 == withdrawn || $0.hasPrefix("pages-doubted")
        }
        switch (line.state, pressing ?? line.concerns.first ?? "") {
        case (_, Self.withdrawn):
            return (
                "No message can call a sent letter back. Either sign a letter at the source that replaces it and says "
                    + "that it is void, within 24 hours if you can; or telephone the practice. Then close it.",
                "meshpost letter close \(id) --reason …"
            )
        case (_, let concern) where concern == "recipient-differs":
            return (
                "Telephone the practice that has it and tell your information governance; then send it or close it.",
                "meshpost letter close \(id) --reason …"
            )
        case (_, let concern) where concern.hasPrefix("pages-doubted"):
            return (
                "Lay the source and the pages side by side. Where the practice was shown something wrong, telephone it, and "
                    + "sign a letter at the source that replaces this one; then close it.",
                "meshpost document show \(id) --source FILE --pages FILE"
            )
        case ("refused", let concern) where concern.hasPrefix("document"):
            return (
                "Lay the source and the pages side by side. If nothing is missing, wrong or moved, release the pages; else "
                    + "refuse them, and mend the letter at the source.",
                "meshpost document show \(id) --source FILE --pages FILE"
            )
        case ("rejected", _):
            return advice(on: AnswerCode.known(line.code ?? "") ?? .unknown(line.code ?? ""), id)
        case ("undelivered", _):
            return advice(on: .ofMesh(line.code ?? "unknown"), id)
        case ("refused", _) where AnswerCode.known(line.code ?? "")?.system == .mesh:
            return advice(on: .ofMesh(line.code ?? ""), id)
        case ("refused", _) where line.code == "practice-closed" || line.code == "practice-merged":
            return (
                "Find the patient's present practice, then send the letter there.",
                "meshpost letter reroute \(id) --to ODS --reason …"
            )
        case ("refused", _) where settled.contains(line.code ?? ""):
            return (
                "Correct the practices file or the table of formats, then send again.",
                "meshpost letter resend \(id) --reason …"
            )
        case ("refused", _) where line.code == "already-left":
            return (
                "A copy that left before may have arrived: wait for its answer. Should it stay away, send again.",
                "meshpost letter resend \(id) --reason …"
            )
        case ("refused", _):
            return (
                "Mend the letter at the source and drop it again, or close it.",
                "meshpost letter close \(id) --reason …"
            )
        case ("unroutable", _) where line.code == "unknown-to-mesh":
            return (
                "MESH does not have it although something said so: send it again, and see what answers in MESH's place.",
                "meshpost letter resend \(id) --reason …"
            )
        case ("unroutable", _):
            return (
                "Correct the practices file or the mailbox, then send again.",
                "meshpost letter resend \(id) --reason …"
            )
        case (_, let concern) where concern.hasPrefix("doubted"):
            return (
                "The letter's page says where the answer came from. Ask the practice, at a number that you know, whether "
                    + "it has the letter. If the answer is right, accept it; the practice's own still counts when it "
                    + "comes.",
                "meshpost answer accept \(id) --reason …"
            )
        case (_, let concern) where concern.hasPrefix("parked"):
            return ("Look at the reason, mend it, then replay.", "meshpost parked list")
        case (_, let concern) where concern.hasPrefix("stalled"):
            return ("See whether the stage runs and is ready.", "meshpost health")
        default:
            return (
                "Ask the practice whether it has the letter; send again if it has not.",
                "meshpost letter resend \(id) --reason …"
            )
        }
    }

    private static func advice(on code: AnswerCode, _ id: String) -> (action: String, command: String) {
        let (advice, step) = (code.advice, code.advice.step ?? .close)
        let reroute = step == .reroute ? " --to ODS" : ""
        return (
            "\(advice.duty.words): \(advice.action)", "meshpost letter \(step.rawValue) \(id)\(reroute) --reason …"
        )
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
