import Metrics
import Renditions
import Synchronization

/// The metrics of the document engines, named as conversion's.
final class EngineMetrics: Sendable {
    /// Maximum number of names of unknown constructs used as labels; further names are counted as `other`.
    private static let mostNames = 100
    private let names = Mutex<Set<String>>([])

    /// Records the answer about a document, and the time from request to answer.
    func answered(_ answer: EngineAnswer, in duration: Duration) {
        let format = Self.short(answer.format)
        Metrics.Timer(label: "conversion_engine_seconds", dimensions: [("format", format)]).record(duration: duration)
        if let fault = answer.fault?.fault {
            Counter(label: "conversion_engine_faults_total", dimensions: [("code", fault.rawValue)]).increment()
        }
        for (name, count) in answer.constructs.counts.sorted(by: { $0.key < $1.key }) {
            let label = bounded(name)
            Counter(
                label: "conversion_constructs_unknown_total", dimensions: [("format", format), ("construct", label)]
            ).increment(by: count)
        }
    }

    func stand(_ health: EngineHealth) {
        Gauge(label: "conversion_engines_working").record(health.working)
        Gauge(label: "conversion_engines_starved").record(health.isStarved ? 1 : 0)
    }

    /// Counts an engine that was ended and is replaced, by cause: `failed`, `starved` or `worn`.
    func ended(_ cause: String) {
        Counter(label: "conversion_engine_restarts_total", dimensions: [("cause", cause)]).increment()
    }

    /// Returns the name, or `other` when there are too many names already.
    func bounded(_ name: String) -> String {
        names.withLock { names in
            if !names.contains(name) && names.count >= Self.mostNames { return Constructs.other }
            names.insert(name)
            return name
        }
    }

    private static func short(_ type: DocumentType?) -> String {
        type.map { "\($0)" } ?? "none"
    }
}
