/// A stage of the pipeline. Its name is also that of the folder under Services, the executable, the container, the
/// broker user, the queue and the metric prefix (deploy/docs/CONTRACT.md).
public enum Stage: String, Codable, Sendable, CaseIterable {
    case extraction, conversion, transport, acknowledgement, reporting
    /// Not a stage of the pipeline but a person at the `meshpost` tool, who also publishes events.
    case `operator`
}
