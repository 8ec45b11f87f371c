import Foundation

/// One RabbitMQ node for all suites that do not disturb it.
///
/// `deploy/test` starts it for all its processes and names its directory in `MESHPOST_TEST_NODE`; without that, the
/// first suite that asks starts one, which ends with this process.
public actor SharedNode {
    public static let shared = SharedNode()
    /// Names the directory of a node that is running.
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
