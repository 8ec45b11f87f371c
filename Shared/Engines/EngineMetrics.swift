import Metrics
import Renditions
import Synchronization

/// What the document engines count, under conversion's name.
final class EngineMetrics: Sendable {
    /// Names of unknown constructs that are told apart; further ones are counted as one.
    private static let mostNames = 100
    private let names = Mutex<Set<String>>([])

    /// What became of a document, and in which time from the question to the answer.
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

    /// An engine was ended, and another takes its place: `failed`, `starved` or `worn`.
    func ended(_ cause: String) {
        Counter(label: "conversion_engine_restarts_total", dimensions: [("cause", cause)]).increment()
    }

    /// The name, or `other` where too many are told apart already.
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
