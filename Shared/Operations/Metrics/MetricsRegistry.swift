public import CoreMetrics
public import Letters
import Synchronization

/// Stores every metric of the process and writes them in the Prometheus text format.
///
/// Supports counters, gauges and histograms. No label may contain patient data.
public final class MetricsRegistry: MetricsFactory {
    struct Key: Hashable {
        var name: String
        var labels: [String]

        init(_ name: String, _ dimensions: [(String, String)]) {
            self.name = name
            labels = dimensions.map { "\($0.0)=\"\(PrometheusText.escaped($0.1))\"" }
        }
    }

    private struct State {
        var counters: [Key: CounterMetric] = [:]
        var gauges: [Key: GaugeMetric] = [:]
        var histograms: [Key: HistogramMetric] = [:]
    }

    private let state = Mutex(State())

    public init() {}

    /// Starts a service's counters and histograms without labels at 0, so that the first increment is visible as a
    /// rise.
    public func begin(_ stage: Stage) {
        for metric in MetricDeclaration.all where metric.stages.contains(stage) && metric.labels.isEmpty {
            switch metric.kind {
            case .counter where !ProcessMetrics.names.contains(metric.name):
                _ = makeCounter(label: metric.name(of: stage), dimensions: [])
            case .histogram: _ = makeTimer(label: metric.name(of: stage), dimensions: [])
            case .counter, .gauge: break
            }
        }
    }

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        let key = Key(label, dimensions)
        return state.withLock { state in
            let metric = state.counters[key] ?? CounterMetric()
            state.counters[key] = metric
            return metric
        }
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        gauge(label, dimensions)
    }

    public func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        aggregate ? histogram(label, dimensions) : gauge(label, dimensions)
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(label, dimensions)
    }

    private func gauge(_ label: String, _ dimensions: [(String, String)]) -> GaugeMetric {
        let key = Key(label, dimensions)
        return state.withLock { state in
            let metric = state.gauges[key] ?? GaugeMetric()
            state.gauges[key] = metric
            return metric
        }
    }

    private func histogram(_ label: String, _ dimensions: [(String, String)]) -> HistogramMetric {
        let key = Key(label, dimensions)
        return state.withLock { state in
            let metric = state.histograms[key] ?? HistogramMetric()
            state.histograms[key] = metric
            return metric
        }
    }

    public func destroyCounter(_ handler: any CounterHandler) {}
    public func destroyMeter(_ handler: any MeterHandler) {}
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    public func destroyTimer(_ handler: any TimerHandler) {}

    /// Returns all metrics (Prometheus text exposition format 0.0.4).
    ///
    /// - Parameter samples: values that are read at each request.
    func text(with samples: [MetricSample] = []) -> String {
        let (counters, gauges, histograms) = state.withLock { ($0.counters, $0.gauges, $0.histograms) }
        var text = PrometheusText()
        for (key, metric) in counters.sorted(by: Self.order) { text.sample(key, .counter, Double(metric.value)) }
        for (key, metric) in gauges.sorted(by: Self.order) { text.sample(key, .gauge, metric.value) }
        for (key, metric) in histograms.sorted(by: Self.order) { text.histogram(key, metric.snapshot) }
        for sample in samples {
            text.sample(Key(sample.name, sample.labels), sample.kind, sample.value)
        }
        return text.description
    }

    private static func order<Value>(_ one: (key: Key, value: Value), _ other: (key: Key, value: Value)) -> Bool {
        (one.key.name, one.key.labels.joined()) < (other.key.name, other.key.labels.joined())
    }
}
