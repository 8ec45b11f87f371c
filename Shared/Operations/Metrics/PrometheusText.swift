import Foundation

/// Writes metrics in the Prometheus text exposition format 0.0.4.
struct PrometheusText: CustomStringConvertible {
    private(set) var description = ""
    private var announced: Set<String> = []

    mutating func sample(_ key: MetricsRegistry.Key, _ kind: MetricDeclaration.Kind, _ value: Double) {
        announce(key.name, kind)
        line(key.name, key.labels, value)
    }

    mutating func histogram(_ key: MetricsRegistry.Key, _ snapshot: HistogramMetric.Snapshot) {
        announce(key.name, .histogram)
        var total = 0
        for (bound, count) in zip(HistogramMetric.bounds, snapshot.counts) {
            total += count
            line("\(key.name)_bucket", key.labels + ["le=\"\(bound)\""], Double(total))
        }
        total += snapshot.counts[HistogramMetric.bounds.count]
        line("\(key.name)_bucket", key.labels + ["le=\"+Inf\""], Double(total))
        line("\(key.name)_sum", key.labels, snapshot.sum)
        line("\(key.name)_count", key.labels, Double(total))
    }

    private mutating func announce(_ name: String, _ kind: MetricDeclaration.Kind) {
        guard announced.insert(name).inserted else { return }
        if let help = MetricDeclaration.byName[name]?.help {
            description += "# HELP \(name) \(help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")).\n"
        }
        description += "# TYPE \(name) \(kind.rawValue)\n"
    }

    private mutating func line(_ name: String, _ labels: [String], _ value: Double) {
        let number = value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
        description += labels.isEmpty ? "\(name) \(number)\n" : "\(name){\(labels.joined(separator: ","))} \(number)\n"
    }

    static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
