import Foundation
import Letters

extension Phrases {
    /// Returns what to do next, with the operator's command.
    ///
    /// ITK3 has no message that cancels another (guide of eDischarge, "Replacement documents"). For a letter withdrawn
    /// after it was sent, the advice is therefore to replace it or to telephone the practice.
    static func advice(_ line: DeliveryLine) -> (action: String, command: String) {
        let id = line.delivery
        // Withdrawn, misdelivered or wrongly shown letters take precedence over other concerns.
        let pressing = line.concerns.first {
            $0 == .recipientDiffers || $0 == .withdrawnAfterSending || $0.isOfSentPages
        }
        switch (DeliveryState(rawValue: line.state), pressing ?? line.concerns.first) {
        case (_, .withdrawnAfterSending?):
            return (
                "No message can call a sent letter back. Either sign a letter at the source that replaces it and says "
                    + "that it is void, within 24 hours if you can; or telephone the practice. Then close it.",
                "meshpost letter close \(id) --reason …"
            )
        case (_, .recipientDiffers?):
            return (
                "Telephone the practice that has it and tell your information governance; then send it or close it.",
                "meshpost letter close \(id) --reason …"
            )
        case (_, .pagesDoubted?):
            return (
                "Lay the source and the pages side by side. Where the practice was shown something wrong, telephone it, and "
                    + "sign a letter at the source that replaces this one; then close it.",
                "meshpost document show \(id) --source FILE --pages FILE"
            )
        case (.refused?, .document?):
            return (
                "Lay the source and the pages side by side. If nothing is missing, wrong or moved, release the pages; else "
                    + "refuse them, and mend the letter at the source.",
                "meshpost document show \(id) --source FILE --pages FILE"
            )
        case (.rejected?, _):
            return advice(on: AnswerCode.known(line.code ?? "") ?? .unknown(line.code ?? ""), id)
        case (.undelivered?, _):
            return advice(on: .ofMesh(line.code ?? "unknown"), id)
        case (.refused?, _) where AnswerCode.known(line.code ?? "")?.system == .mesh:
            return advice(on: .ofMesh(line.code ?? ""), id)
        case (.refused?, _) where line.code == "practice-closed" || line.code == "practice-merged":
            return (
                "Find the patient's present practice, then send the letter there.",
                "meshpost letter reroute \(id) --to ODS --reason …"
            )
        case (.refused?, _) where settled.contains(line.code ?? ""):
            return (
                "Correct the practices file or the table of formats, then send again.",
                "meshpost letter resend \(id) --reason …"
            )
        case (.refused?, _) where line.code == "already-left":
            return (
                "A copy that left before may have arrived: wait for its answer. Should it stay away, send again.",
                "meshpost letter resend \(id) --reason …"
            )
        case (.refused?, _):
            return (
                "Mend the letter at the source and drop it again, or close it.",
                "meshpost letter close \(id) --reason …"
            )
        case (.unroutable?, _) where line.code == "unknown-to-mesh":
            return (
                "MESH does not have it although something said so: send it again, and see what answers in MESH's place.",
                "meshpost letter resend \(id) --reason …"
            )
        case (.unroutable?, _):
            return (
                "Correct the practices file or the mailbox, then send again.",
                "meshpost letter resend \(id) --reason …"
            )
        case (_, .delivery(.doubted)?):
            return (
                "The letter's page says where the answer came from. Ask the practice, at a number that you know, whether "
                    + "it has the letter. If the answer is right, accept it; the practice's own still counts when it "
                    + "comes.",
                "meshpost answer accept \(id) --reason …"
            )
        case (_, .delivery(.parked)?):
            return ("Look at the reason, mend it, then replay.", "meshpost parked list")
        case (_, .delivery(.stalled)?):
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
