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
            "extraction_files_total", .counter, "source", "fate", help: "Files dealt with, by what became of them",
            of: [.extraction]),
        MetricDeclaration(
            "extraction_failures_total", .counter, "source",
            help: "Files that could not be dealt with and are tried again",
            of: [.extraction]),
    ]
}
