import Foundation
import ITK
import ITK2
import Letters
import XML

extension MessageFormat {
    /// A distribution envelope of ITK 2.x with a non-coded CDA document.
    static let itk2 = MessageFormat(
        usualLimit: itk3Limit, shownHTML: { $0 == .tpp ? .simpleTables : .tables },
        documentIdentifier: { DocumentIdentity.composition($0.chain, revision: $0.revision) },
        kinds: [
            MessageKind(
                "an answer: an ITK 2 business response",
                where: { $0.name == "DistributionEnvelope" && BusinessResponse.isIn($0) },
                summary: { root, _ in MessageSummary.line(isAccepted: try BusinessResponse(root).isAccepted) },
                violations: { BusinessResponse.violations(of: $0) }),
            MessageKind(
                "an answer: an ITK 2 infrastructure response", where: { $0.name == "InfrastructureResponse" },
                summary: { root, _ in
                    let response = try InfrastructureResponse(root)
                    return MessageSummary.line(isAccepted: response.isAccepted, because: response.errors)
                }, violations: { InfrastructureResponse.violations(of: $0) }),
            MessageKind(
                "an ITK 2 distribution envelope", isGeneral: true, where: { $0.name == "DistributionEnvelope" },
                otherwise: otherEnvelope, summary: { root, _ in MessageSummary.line(ofEnvelope: root) },
                violations: { DistributionEnvelopeRules.violations(of: $0) }),
        ])

    /// Describes an envelope that does not contain a non-coded document; nil for one that does.
    @Sendable private static func otherEnvelope(_ envelope: Element) -> String? {
        guard let payload = envelope.first("payloads", "payload") else { return nil }
        guard let document = payload.first("ClinicalDocument") else {
            return "an ITK 2 envelope without a clinical document"
        }
        guard document.first("component", "structuredBody") == nil else {
            return "an ITK 2 envelope with a coded clinical document"
        }
        return nil
    }
}
