/// Metrics that every stage has, prefixed with its name.
enum StageMetric {
    static let all: [MetricDeclaration] = [
        MetricDeclaration("<stage>_messages_in_total", .counter, help: "Events taken from the stage's queue"),
        MetricDeclaration("<stage>_messages_out_total", .counter, "type", help: "Events published"),
        MetricDeclaration(
            "<stage>_messages_retried_total", .counter, "code", help: "Events that were put off, to be tried again"),
        MetricDeclaration(
            "<stage>_messages_parked_total", .counter, "code",
            help: "Events that were given up and lie in the parked queue",
            alert: "it grows"),
        MetricDeclaration(
            "<stage>_parked_copies_dropped_total", .counter, "code",
            help: "Copies of parked events that were dropped, since they had been parked before"),
        MetricDeclaration(
            "<stage>_publishes_failed_total", .counter, "code", help: "Publishes that the broker did not confirm"),
        MetricDeclaration("<stage>_handling_seconds", .histogram, help: "Time that an event took"),
        MetricDeclaration(
            "<stage>_outbox_depth", .gauge, help: "Events that are decided and not yet published",
            alert: "it grows for ten minutes", of: .stateful),
    ]
}
