/// A stage of the pipeline: the folder under Services, the executable, the container, the broker user, the queue
/// and the metric prefix all bear its name (deploy/docs/CONTRACT.md).
public enum Stage: String, Codable, Sendable, CaseIterable {
    case extraction, conversion, transport, acknowledgement, reporting
    /// Not a stage of the pipeline but a person at the `meshpost` tool, who also publishes events.
    case `operator`
}
