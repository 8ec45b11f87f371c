import Messages

enum ReportingMetric {
    static let all: [MetricDeclaration] = [
        MetricDeclaration(
            "reporting_search_unfilled", .gauge, help: "Letters that a search does not find yet", of: [.reporting])
    ]
}
