public import Letters

/// The declaration of a metric. The HELP lines of `/metrics` and the table in deploy/docs/OPERATING.md are derived from
/// it.
public struct MetricDeclaration: Equatable, Sendable {
    public enum Kind: String, Sendable { case counter, gauge, histogram }

    /// The metric's name; `<stage>` stands for the name of the service.
    public let name: String
    public let kind: Kind
    /// The label names. No label may contain patient data.
    public let labels: [String]
    /// One sentence without the full stop.
    public let help: String
    /// The condition for an alert; nil if the metric needs none.
    public let alert: String?
    /// The services that have the metric.
    public let stages: [Stage]

    init(
        _ name: String, _ kind: Kind, _ labels: String..., help: String, alert: String? = nil,
        of stages: [Stage] = .services
    ) {
        self.init(name, kind, labels: labels, help: help, alert: alert, of: stages)
    }

    init(_ name: String, _ kind: Kind, labels: [String], help: String, alert: String?, of stages: [Stage]) {
        self.name = name
        self.kind = kind
        self.labels = labels
        self.help = help
        self.alert = alert
        self.stages = stages
    }

    /// The metric's name in `/metrics` of this service.
    public func name(of stage: Stage) -> String { name.replacing("<stage>", with: stage.rawValue) }

    /// All metrics in display order.
    public static let all: [MetricDeclaration] = [
        StageMetric.all, BrokerMetric.all, ProcessMetric.all, ExtractionMetric.all, ConversionMetric.all,
        TransportMetric.all, AcknowledgementMetric.all, ReportingMetric.all,
    ].flatMap { $0 }

    /// All metrics by their name in `/metrics`.
    static let byName = Dictionary(
        all.flatMap { declaration in declaration.stages.map { (declaration.name(of: $0), declaration) } },
        uniquingKeysWith: { first, _ in first })
}
