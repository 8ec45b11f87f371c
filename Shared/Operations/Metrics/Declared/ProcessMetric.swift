/// Metrics of the process, under the names that Prometheus' own client libraries use.
enum ProcessMetric {
    static let all: [MetricDeclaration] = [
        MetricDeclaration("process_cpu_seconds_total", .counter, help: "Processor time, user and system"),
        MetricDeclaration("process_resident_memory_bytes", .gauge, help: "Resident memory, shared libraries included"),
        MetricDeclaration("process_virtual_memory_bytes", .gauge, help: "Virtual memory"),
        MetricDeclaration("process_start_time_seconds", .gauge, help: "When the process started, since 1970-01-01 UTC"),
        MetricDeclaration("process_open_fds", .gauge, help: "Open file descriptors"),
        MetricDeclaration("process_max_fds", .gauge, help: "The most file descriptors that may be open"),
        MetricDeclaration(
            "meshpost_build_info", .gauge, "service", "version", help: "1, with the version that runs as a label"),
        MetricDeclaration(
            "meshpost_ready", .gauge, "part", help: "1 while the part of /readyz is there, else 0",
            alert: "0 for five minutes"),
        MetricDeclaration(
            "meshpost_disk_free_bytes", .gauge, "place",
            help: "Room that this user may still take, on the file system of the state directory or of the documents",
            alert: "under a tenth of the size"),
        MetricDeclaration("meshpost_disk_size_bytes", .gauge, "place", help: "The size of that file system"),
    ]
}
