import Letters

enum AcknowledgementMetric {
    static let all: [MetricDeclaration] = [
        MetricDeclaration(
            "acknowledgement_answers_total", .counter, "verdict", help: "Answers read", of: [.acknowledgement]),
        MetricDeclaration(
            "acknowledgement_overdue_total", .counter, "answer", help: "Answers that did not come in time",
            of: [.acknowledgement]),
        MetricDeclaration(
            "acknowledgement_answers_doubted_total", .counter, "code", help: "Answers that are not believed",
            alert: "it grows", of: [.acknowledgement]),
        MetricDeclaration(
            "acknowledgement_waiting", .gauge, "answer", help: "Letters that wait for an answer", of: [.acknowledgement]
        ),
        MetricDeclaration(
            "acknowledgement_unmatched", .gauge, help: "Answers that wait for their letter, or for tracking",
            of: [.acknowledgement]),
    ]
}
