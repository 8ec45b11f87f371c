import FHIR
import Foundation
import ITK
import Letters
import XML

extension MessageFormat {
    /// The largest message that ITK3 recommends, in bytes (response code 20015).
    static let itk3Limit = 5_000_000

    /// ITK3 Transfer of Care. SystmOne has been seen to flatten its HTML and to lose a line of a table of medicines, so
    /// it gets simple tables only.
    static let transferOfCare = MessageFormat(
        usualLimit: itk3Limit, shownHTML: { $0 == .tpp ? .simpleTables : .tables },
        documentIdentifier: { DocumentIdentity.composition($0.chain, revision: $0.revision) }, kinds: itk3Kinds)

    /// GP Connect Send Document.
    static let sendDocument = MessageFormat(
        usualLimit: itk3Limit, shownHTML: { $0 == .tpp ? .simpleTables : .tables },
        documentIdentifier: { DocumentIdentity.composition($0.chain) }, kinds: itk3Kinds)

    private static let itk3Kinds = [
        MessageKind(
            "an answer: an ITK3 response", where: { $0.name == "Bundle" && AnswerProfile.isClaimed(by: $0) },
            summary: { _, data in MessageSummary.line(ofResponse: data) },
            violations: { AnswerProfile.violations(of: $0) }),
        MessageKind(
            named: { $0.first("type")?.valueText == "message" ? "an ITK3 message" : "an ITK3 document" },
            isGeneral: true, where: { $0.name == "Bundle" }, otherwise: otherBundle,
            summary: { root, _ in try MessageSummary.line(ofITK: root) },
            violations: { ITKProfile.violations(of: $0) }),
    ]

    /// Describes a bundle that is neither a message nor a document, or is a message of an event that MeshPost does not
    /// write; nil for any other.
    @Sendable private static func otherBundle(_ bundle: Element) -> String? {
        let type = bundle.first("type")?.valueText
        if let type, !["message", "document"].contains(type) {
            return "a FHIR bundle that is neither a message nor a document"
        }
        let resources = bundle.all("entry").compactMap { $0.first("resource")?.children.first }
        let event = resources.first { $0.name == "MessageHeader" }?.first("event", "code")?.valueText
        return event.flatMap { otherEvents[$0] }.map { "an ITK3 message of \($0)" }
    }

    /// The other events of CodeSystem ITK-MessageEvent-2.
    private static let otherEvents = [
        "ITK009D": "an immunization", "ITK010D": "an emergency supply", "ITK011M": "the events of a child's health",
        "ITK012M": "pathology", "ITK013D": "a minor illness", "ITK014M": "GP Connect Update Record",
    ]
}
