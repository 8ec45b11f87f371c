import Foundation

/// One RabbitMQ node for all suites that do not disturb it, started when the first asks for it and gone with this
/// process.
public actor SharedNode {
    public static let shared = SharedNode()

    private var starting: Task<RabbitMQNode, any Error>?

    public func node() async throws -> RabbitMQNode {
        let task =
            starting
            ?? Task {
                let directory = FileManager.default.temporaryDirectory.appending(path: "meshpost-node-\(getpid())")
                return try await RabbitMQNode(directory: directory)
            }
        starting = task
        return try await task.value
    }
}
