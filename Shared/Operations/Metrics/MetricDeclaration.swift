public import Letters

/// What everybody may know of a metric: `/metrics` takes its HELP line from here, and so does the table in
/// deploy/docs/OPERATING.md.
public struct MetricDeclaration: Equatable, Sendable {
    public enum Kind: String, Sendable { case counter, gauge, histogram }

    /// The metric's name; `<stage>` stands for the name of the service.
    public let name: String
    public let kind: Kind
    /// None may hold anything about a patient.
    public let labels: [String]
    /// One sentence without the full stop.
    public let help: String
    /// When an operator should be told; nil where the figure is for looking alone.
    public let alert: String?
    /// The services that have it.
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

    /// The name in `/metrics` of a service.
    public func name(of stage: Stage) -> String { name.replacing("<stage>", with: stage.rawValue) }

    /// Every metric that there is, in the order in which they are shown.
    public static let all: [MetricDeclaration] = [
        StageMetric.all, BrokerMetric.all, ProcessMetric.all, ExtractionMetric.all, ConversionMetric.all,
        TransportMetric.all, AcknowledgementMetric.all, ReportingMetric.all,
    ].flatMap { $0 }

    /// By the name in `/metrics`.
    static let byName = Dictionary(
        all.flatMap { declaration in declaration.stages.map { (declaration.name(of: $0), declaration) } },
        uniquingKeysWith: { first, _ in first })
}
