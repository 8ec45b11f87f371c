import FHIR
import Letters
public import XML

/// The profiles of an ITK3 response (ITK-MessageHeader-2 v2.1.0 and ITK-Response-OperationOutcome-1; event ITK008M), as
/// rules for responses that we write. `ITKResponse` reads received responses more leniently.
public enum AnswerProfile {
    /// The event of every response (CodeSystem ITK-MessageEvent-2).
    public static let event = "ITK008M"
    private static let codes = AnswerCode.System.itk3.rawValue

    private static let header = Profile(
        url: ITKProfile.messageHeader.url, resource: "MessageHeader",
        rules: [
            .order(
                ofResource: "MessageHeader", "id", "meta", "extension", "event", "sender", "timestamp", "source",
                "response"),
            .fixed("event.code", event), .count("response", 1, 1), .count("response.identifier", 1, 1),
            .one("response.code", of: ["ok", "transient-error", "fatal-error"]), .count("response.details", 1, 1),
            .count("response.details.reference", 1, 1),
        ] + ITKProfile.headerRules)

    private static let outcome = Profile(
        url: ITKProfile.itk + "ITK-Response-OperationOutcome-1", resource: "OperationOutcome",
        rules: [
            .order(ofResource: "OperationOutcome", "id", "meta", "issue"), .count("issue", 1, nil),
            .one("issue.severity", of: ["fatal", "error", "warning", "information"]), .count("issue.code", 1, 1),
            .count("issue.details", 1, 1), .count("issue.details.coding", 1, 1),
            .fixed("issue.details.coding.system", codes), .count("issue.details.coding.code", 1, 1),
            .form("issue.details.coding.code", .digits(5)),
        ])

    private static let all = ITKProfile.byURL(
        [ITKProfile.messageBundle, header, outcome, ITKProfile.headerOrganization, ITKProfile.headerPractitioner])

    /// True for a message that is a response.
    public static func isClaimed(by message: Element) -> Bool {
        message.all("entry").compactMap { $0.first("resource", "MessageHeader") }.contains {
            $0.first("event", "code")?.valueText == event
        }
    }

    /// The rules that a response and its resources break.
    public static func violations(of message: Element) -> [Violation] {
        BundleCheck.violations(of: message, profiles: all) + agreement(of: message)
    }

    /// Checks that code, severity and flags agree (guide, "Response codes" and "Message responses"): a response asks
    /// for no business response, and only a positive code is "ok".
    private static func agreement(of message: Element) -> [Violation] {
        let resources = message.all("entry").compactMap { $0.first("resource")?.children.first }
        guard let header = resources.first(where: { $0.name == "MessageHeader" }) else { return [] }
        var found: [Violation] = []
        let wantsAnswer = header.first("extension")?.all("extension").contains {
            $0.attribute("url") == "BusAckRequested" && $0.first("valueBoolean")?.valueText == "true"
        }
        if wantsAnswer == true {
            found.append(Violation(path: "MessageHeader.extension (BusAckRequested)", problem: "must be false"))
        }
        for issue in resources.filter({ $0.name == "OperationOutcome" }).flatMap({ $0.all("issue") }) {
            guard let code = issue.first("details", "coding", "code")?.valueText, TextForm.digits(5).holds(code) else {
                continue
            }
            guard let meaning = AnswerCode.known(code, in: codes) else {
                found.append(
                    Violation(path: "OperationOutcome.issue.details.coding.code", problem: "is none of ITK3's"))
                continue
            }
            // Codes for outcomes of referrals and registrations are defined by other guides.
            guard meaning.sign != .undecided else { continue }
            let isPositive = meaning.sign == .positive
            if let word = header.first("response", "code")?.valueText, (word == "ok") != isPositive {
                found.append(
                    Violation(
                        path: "MessageHeader.response.code",
                        problem: "must be \(isPositive ? "ok" : "fatal-error") with \(code)"))
            }
            if isPositive, issue.first("severity")?.valueText != "information" {
                found.append(
                    Violation(path: "OperationOutcome.issue.severity", problem: "must be information with \(code)"))
            }
        }
        return found
    }
}
