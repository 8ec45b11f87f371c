/// The metrics of one service, read from its `/metrics`.
struct ServiceFigures: Equatable, Sendable {
    struct Sample: Equatable, Sendable {
        var name: String
        var labels: [String: String]
        var value: Double
    }

    /// The service's name in `HEALTH_URLS`.
    let service: String
    let samples: [Sample]

    /// Parses the Prometheus text exposition format 0.0.4; lines that are not samples are skipped.
    init(service: String, text: String) {
        self.service = service
        samples = text.split(separator: "\n").compactMap(Self.sample)
    }

    /// Returns the value of the first sample with this name.
    func value(_ name: String) -> Double? { samples.first { $0.name == name }?.value }

    func all(_ name: String) -> [Sample] { samples.filter { $0.name == name } }

    private static func sample(_ line: Substring) -> Sample? {
        guard let match = line.wholeMatch(of: #/([a-z][a-zA-Z0-9_]*)(?:\{(.*)\})? (\S+)/#),
            let value = Double(match.3)
        else { return nil }
        let labels = (match.2 ?? "").matches(of: #/(\w+)="((?:[^"\\]|\\.)*)"/#)
            .map { (String($0.1), String($0.2)) }
        return Sample(
            name: String(match.1), labels: Dictionary(labels, uniquingKeysWith: { first, _ in first }), value: value)
    }
}
