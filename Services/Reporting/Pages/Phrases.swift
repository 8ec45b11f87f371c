import Foundation
import Letters
import Messages
import Pipeline

/// The words of the pages for states, kinds and events, as clinical staff use them.
enum Phrases {
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

    /// Returns the meaning of a state, for the overview.
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

    static func concern(_ concern: LedgerConcern) -> String {
        switch concern {
        case .delivery(.overdue(.collected?)): "not collected in time"
        case .delivery(.overdue(.technical?)): "no technical answer in time"
        case .delivery(.overdue(.business?)), .delivery(.overdue(nil)): "no answer from the practice in time"
        case .delivery(.stalled(let stage)): "not moved on by \(name(of: stage)) in time"
        case .delivery(.parked(let stage)): "given up by \(name(of: stage))"
        case .delivery(.doubted(nil)): "a report that names two letters"
        case .delivery(.doubted(_?)): "an answer that is not believed"
        case .delivery(.deceased): "the patient has died recently"
        case .document(let doubt): "for a person to release: \(Self.doubt(doubt))"
        case .pagesDoubted(let doubt): "sent, and its pages are judged wrong: \(Self.doubt(doubt))"
        case .recipientDiffers: "MESH took it to another mailbox than was meant"
        case .withdrawnAfterSending: "withdrawn after it had been sent"
        case .unknown(let text): text
        }
    }

    static func tone(_ concern: LedgerConcern) -> Tone {
        if case .delivery(.deceased) = concern { .plain } else { .bad }
    }

    private static func name(of stage: Stage?) -> String { stage?.rawValue ?? "a stage" }

    /// Returns the words for a doubt's summary: `count=2`, `page=1`, `construct=cx:chart`.
    private static func doubt(_ words: String) -> String {
        let told = words.split(separator: " ").compactMap { part -> String? in
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

    /// Codes of refusals caused by the trust's own files, not by the letter.
    static let settled: Set = [
        "practice-unknown", "practice-not-yet-active", "not-assured", "format-unsupported", "workflow-missing",
        "heading-unknown", "patient-address-impossible",
    ]
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
