public import Letters

/// The metrics as a table for the documentation.
public enum MetricsTable {
    /// The table as a part of deploy/docs/OPERATING.md.
    public static let part = GeneratedPart("metrics") { markdown }

    private static var markdown: String {
        let head = ["| metric | kind | labels | what | alert when |", "| --- | --- | --- | --- | --- |"]
        let rows = MetricDeclaration.all.map { metric in
            let labels = metric.labels.isEmpty ? "–" : metric.labels.map { "`\($0)`" }.joined(separator: ", ")
            let cells = ["`\(metric.name)`", metric.kind.rawValue, labels, metric.help, metric.alert ?? "–"]
            return "| \(cells.joined(separator: " | ")) |"
        }
        return (head + rows).joined(separator: "\n")
    }
}
