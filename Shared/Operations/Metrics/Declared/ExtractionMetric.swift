import Messages

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
    ]
}
