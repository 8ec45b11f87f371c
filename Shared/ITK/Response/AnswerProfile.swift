import FHIR
public import XML

/// The profiles that an ITK3 response claims, as tables (ITK-MessageHeader-2 v2.1.0 and
/// ITK-Response-OperationOutcome-1; event ITK008M). What answers us is read more leniently than this: `ITKResponse`.
public enum AnswerProfile {
    /// The event of every response (CodeSystem ITK-MessageEvent-2).
    public static let event = "ITK008M"
    private static let codes = "https://fhir.nhs.uk/STU3/CodeSystem/ITK-ResponseCodes-1"

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

    /// True for a message that answers another.
    public static func isClaimed(by message: Element) -> Bool {
        message.all("entry").compactMap { $0.first("resource", "MessageHeader") }.contains {
            $0.first("event", "code")?.valueText == event
        }
    }

    /// What a response does not keep, whole and in each of its resources.
    public static func violations(of message: Element) -> [Violation] {
        BundleCheck.violations(of: message, profiles: all)
    }
}
