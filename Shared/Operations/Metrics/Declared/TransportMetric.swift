import Letters

enum TransportMetric {
    static let all = sending + mesh + collecting + folders

    private static let sending: [MetricDeclaration] = [
        gauge("sends_open", "phase", help: "Letters on their way to MESH"),
        counter("sends_total", "outcome", help: "Letters whose sending is settled"),
        counter("sends_refused_total", "code", help: "Letters that were refused"),
        gauge(
            "sends_in_vain", help: "Letters that have been tried in vain for over an hour", alert: "above 0"),
        gauge("unanswered_letters", help: "Letters that were sent and are not answered"),
        gauge("oldest_unanswered_seconds", help: "Age of the oldest letter that was sent and is not answered"),
        counter(
            "astray_total", "code", help: "Letters that MESH took to another recipient, or does not know",
            alert: "it grows"),
    ]

    private static let mesh: [MetricDeclaration] = [
        gauge("mesh_open", help: "1 while the way to MESH is open", alert: "0 for ten minutes"),
        counter("mesh_closed_total", "condition", help: "How often the way to MESH closed"),
        counter("mesh_rests_total", help: "How often MESH asked for a pause"),
        counter(
            "mesh_interposed_total", help: "Answers that were not MESH's", alert: "it grows for an hour"),
        gauge("mesh_handshake_age_seconds", help: "Time since the last handshake with MESH"),
        gauge(
            "mesh_poll_age_seconds", help: "Time since the mailbox was read",
            alert: "above three times `MESH_POLL_SECONDS`"),
        gauge("mesh_clock_skew_seconds", help: "How far MESH's clock is ahead of ours", alert: "beyond 60 or -60"),
        gauge("mesh_certificate_days", help: "Days until the certificate for MESH ends", alert: "under 30"),
        MetricDeclaration(
            "transport_mesh_send_seconds", .histogram, help: "Time that a send took", of: [.transport]),
        counter("mesh_sent_bytes_total", help: "Bytes sent"),
    ]

    private static let collecting: [MetricDeclaration] = [
        gauge("mesh_inbox_messages", help: "Messages in our mailbox"),
        gauge("mesh_foreign_messages", help: "Messages in our mailbox that are not for MeshPost"),
        gauge(
            "mesh_stuck_messages", help: "Messages in our mailbox that cannot be taken", alert: "above 0 for an hour"),
        counter("mesh_received_total", "type", help: "Messages collected"),
        counter("mesh_received_bytes_total", help: "Bytes collected"),
        counter("mesh_reports_total", "code", help: "Reports of MESH, by their code"),
        counter("mesh_uncollectable_total", "code", help: "Messages that could not be collected"),
    ]

    private static let folders: [MetricDeclaration] = [
        gauge("folders_waiting", help: "Messages that wait in the MESH client's OUT folder"),
        gauge("folders_half_written", help: "Pairs of files in the MESH client's folders of which one is missing"),
        counter("folders_half_written_total", help: "Pairs of files that stayed incomplete"),
        counter("folders_given_back_total", help: "Messages that the MESH client gave back"),
        counter("folders_reports_total", "event", "code", help: "Reports in the MESH client's folders"),
    ]

    private static func gauge(
        _ name: String, _ label: String? = nil, help: String, alert: String? = nil
    ) -> MetricDeclaration { metric(name, .gauge, label.map { [$0] } ?? [], help, alert) }

    private static func counter(
        _ name: String, _ labels: String..., help: String, alert: String? = nil
    ) -> MetricDeclaration { metric(name, .counter, labels, help, alert) }

    private static func metric(
        _ name: String, _ kind: MetricDeclaration.Kind, _ labels: [String], _ help: String, _ alert: String?
    ) -> MetricDeclaration {
        MetricDeclaration("transport_\(name)", kind, labels: labels, help: help, alert: alert, of: [.transport])
    }
}
