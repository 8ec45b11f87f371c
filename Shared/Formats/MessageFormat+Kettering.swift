import Kettering
import Letters
import XML

extension MessageFormat {
    /// Kettering XML, used by local agreement. The limit is the largest that the systems' own guides mention. How
    /// SystmOne shows a table in it is unknown, so it counts as showing text only.
    static let kettering = MessageFormat(
        usualLimit: 5_000_000, shownHTML: { $0 == .tpp ? .text : .tables },
        kinds: [
            MessageKind(
                "a Kettering message", where: { $0.name == "ReportMsg" },
                summary: { root, _ in try MessageSummary.line(ofKettering: root) },
                violations: { KetteringRules.violations(of: $0) })
        ])
}
