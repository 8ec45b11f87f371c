import Letters

enum ConversionMetric {
    static let all: [MetricDeclaration] = [
        MetricDeclaration(
            "conversion_documents_total", .counter, "outcome",
            help: "Documents, by what became of each: as-it-came, flattened, repaired, converted, stripped, resampled, "
                + "pictured (sent as pictures of its pages), doubted (waits for a person), released (by a person), refused",
            of: [.conversion]),
        MetricDeclaration(
            "conversion_refused_total", .counter, "code", help: "Letters that were refused", of: [.conversion]),
        MetricDeclaration(
            "conversion_constructs_unknown_total", .counter, "format", "construct",
            help: "What documents hold that no table names; 100 names, the rest as other", of: [.conversion]),
        MetricDeclaration(
            "conversion_engine_seconds", .histogram, "format", help: "Time that an engine took for a document",
            of: [.conversion]),
        MetricDeclaration(
            "conversion_engine_faults_total", .counter, "code", help: "Documents in which something was found",
            of: [.conversion]),
        MetricDeclaration(
            "conversion_engine_restarts_total", .counter, "cause",
            help: "Engines that ended and were replaced: failed, starved, or worn after 500 documents",
            alert: "starved grows", of: [.conversion]),
        MetricDeclaration(
            "conversion_engines_working", .gauge, help: "Documents that are worked on", of: [.conversion]),
        MetricDeclaration(
            "conversion_engines_starved", .gauge,
            help: "1 while fewer engines work because the machine gave one too little", alert: "1 for ten minutes",
            of: [.conversion]),
    ]
}
