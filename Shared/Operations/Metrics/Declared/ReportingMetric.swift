import Letters

enum ReportingMetric {
    static let all: [MetricDeclaration] = [
        gauge("search_unfilled", help: "Letters that a search does not find yet"),
        gauge("deliveries", "state", help: "Deliveries, by the state in which each stands"),
        gauge(
            "needs_person", "cause",
            help: "Deliveries on the worklist, by the state or the concern that put them there; one may have several"),
        gauge(
            "oldest_open_seconds",
            help: "Time since the oldest letter was signed that is not settled; 0 when none is"),
        gauge("withheld", help: "Letters that were signed off and cannot be sent as they stand"),
        gauge("parked", help: "Events that stages have parked so far, dealt with since or not"),
        gauge(
            "backup_timestamp_seconds",
            help: "When the last backup ended, by REPORTING_BACKUP_MARK, since 1970-01-01 UTC; 0 before the first"),
    ]

    private static func gauge(_ name: String, _ labels: String..., help: String) -> MetricDeclaration {
        MetricDeclaration("reporting_\(name)", .gauge, labels: labels, help: help, alert: nil, of: [.reporting])
    }
}
