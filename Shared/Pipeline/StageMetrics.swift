import Letters
import Messages
import Metrics

/// The metrics of a stage, prefixed with its name: `conversion_messages_in_total` and so on.
struct StageMetrics: Sendable {
    private let stage: String
    private let incoming: Counter
    private let handling: Metrics.Timer

    init(_ stage: Stage) {
        self.stage = stage.rawValue
        incoming = Counter(label: "\(stage.rawValue)_messages_in_total")
        handling = Metrics.Timer(label: "\(stage.rawValue)_handling_seconds")
    }

    func received() { incoming.increment() }

    func handled(in duration: Duration) { handling.record(duration: duration) }

    func published(_ type: EventType) { count("messages_out", "type", type.rawValue) }

    func retried(_ code: String) { count("messages_retried", "code", code) }

    func parked(_ code: String) { count("messages_parked", "code", code) }

    func dropped(_ code: String) { count("parked_copies_dropped", "code", code) }

    func publishFailed(_ code: String) { count("publishes_failed", "code", code) }

    private func count(_ what: String, _ dimension: String, _ value: String) {
        Counter(label: "\(stage)_\(what)_total", dimensions: [(dimension, value)]).increment()
    }
}
