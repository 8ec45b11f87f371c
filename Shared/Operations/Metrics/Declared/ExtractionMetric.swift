import Letters

enum ExtractionMetric {
    static let all: [MetricDeclaration] = [
        MetricDeclaration(
            "extraction_files_waiting", .gauge, "source", help: "Drafts and incomplete pairs in the drop folder",
            of: [.extraction]),
        MetricDeclaration(
            "extraction_files_unpaired", .gauge, "source", help: "Files that belong to no letter",
            alert: "above 0 for an hour", of: [.extraction]),
        MetricDeclaration(
            "extraction_oldest_waiting_seconds", .gauge, "source",
            help: "Time since the last change of the file that has waited longest; 0 when none waits",
            of: [.extraction]),
        MetricDeclaration(
            "extraction_last_taken_timestamp_seconds", .gauge, "source",
            help: "When the service last took a letter since its start, since 1970-01-01 UTC", of: [.extraction]),
        MetricDeclaration(
            "extraction_files_total", .counter, "source", "fate", help: "Files dealt with, by what became of them",
            of: [.extraction]),
        MetricDeclaration(
            "extraction_failures_total", .counter, "source",
            help: "Files that could not be dealt with and are tried again",
            of: [.extraction]),
        MetricDeclaration(
            "extraction_messages_total", .counter, "source", "feed", "answer",
            help: "HL7 messages, by what their sender was answered: AA, AE (ours, to be sent again), AR (never)",
            alert: "AE or AR rising", of: [.extraction]),
        MetricDeclaration(
            "extraction_feed_last_received_seconds", .gauge, "source", "feed",
            help: "When the feed's last message came, in seconds since 1970", of: [.extraction]),
        MetricDeclaration(
            "extraction_feed_silent", .gauge, "source", "feed",
            help: "1 while the feed has been silent for longer than its hours allow", alert: "1", of: [.extraction]),
        MetricDeclaration(
            "extraction_frames_broken_total", .counter, "source", "fault",
            help: "Bytes on an HL7 port that are no frame; kept, and not answered", alert: "rising",
            of: [.extraction]),
        MetricDeclaration(
            "extraction_late_total", .counter, "source",
            help: "Messages that were not decided in time, and so not answered", alert: "rising", of: [.extraction]),
        MetricDeclaration(
            "extraction_connections", .gauge, "source", help: "Connections that are open on an HL7 port",
            of: [.extraction]),
        MetricDeclaration(
            "extraction_connections_refused_total", .counter, "source",
            help: "Connections of peers that are not allowed, or of too many", of: [.extraction]),
    ]
}
