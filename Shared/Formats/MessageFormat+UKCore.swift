import ITK
import Letters
import UKCore
import XML

extension MessageFormat {
    /// FHIR R4 with UK Core's profiles, used by local agreement.
    static let ukCore = MessageFormat(
        usualLimit: itk3Limit, shownHTML: { $0 == .tpp ? .simpleTables : .tables },
        documentIdentifier: { DocumentIdentity.composition($0.chain, revision: $0.revision) },
        kinds: [
            MessageKind(
                "a UK Core message", where: { $0.name == "Bundle" && UKCoreProfile.isClaimed(by: $0) },
                summary: { root, _ in try MessageSummary.line(ofUKCore: root) },
                violations: { UKCoreProfile.violations(of: $0) })
        ])
}
