import Foundation

/// The RabbitMQ node that is shared by all suites which do not disturb the broker.
///
/// `deploy/test` starts the node for all its processes and names its directory in `MESHPOST_TEST_NODE`. Without that
/// variable the first suite that asks starts a node, which ends with this process.
public actor SharedNode {
    public static let shared = SharedNode()
    /// The environment variable that names the directory of a running node.
    public static let variable = "MESHPOST_TEST_NODE"

    private var starting: Task<RabbitMQNode, any Error>?

    public func node() async throws -> RabbitMQNode {
        let task = starting ?? Task { try await Self.make() }
        starting = task
        return try await task.value
    }

    private static func make() async throws -> RabbitMQNode {
        if let directory = ProcessInfo.processInfo.environment[variable], !directory.isEmpty {
            return try RabbitMQNode(startedIn: URL(filePath: directory))
        }
        return try await RabbitMQNode(
            directory: FileManager.default.temporaryDirectory.appending(path: "meshpost-node-\(getpid())"),
            isShared: true)
    }
}
