/// Metrics of the connections to the broker.
enum BrokerMetric {
    static let all: [MetricDeclaration] = [
        MetricDeclaration(
            "broker_connections_lost_total", .counter, "purpose", help: "Connections to the broker that were lost"),
        MetricDeclaration("broker_confirms_pending", .gauge, help: "Publishes whose confirm is awaited"),
    ]
}
