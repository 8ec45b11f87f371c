import Kettering
import Letters
import XML

extension MessageFormat {
    /// Kettering XML, by local agreement. The limit is the most that the systems' own guides speak of; nobody knows what
    /// SystmOne shows of a table in it.
    static let kettering = MessageFormat(
        usualLimit: 5_000_000, shownHTML: { $0 == .tpp ? .text : .tables },
        kinds: [
            MessageKind(
                "a Kettering message", where: { $0.name == "ReportMsg" },
                summary: { root, _ in try MessageSummary.line(ofKettering: root) },
                violations: { KetteringRules.violations(of: $0) })
        ])
}
