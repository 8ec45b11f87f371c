import Broker
import Foundation
import TestSupport
import Testing

/// What a service goes through when its broker is hurt; one node, hurt by one test after the other, each of which
/// leaves it as it was.
@Suite("A broker in trouble", .serialized, .enabled(if: RabbitMQNode.isInstalled))
struct DisturbedBrokerTests {
    private static let starting = Task {
        try await RabbitMQNode(
            directory: FileManager.default.temporaryDirectory.appending(path: "meshpost-disturbed-\(getpid())"),
            // A publish that hangs half-way must be larger than all the buffers on its way.
            settings: "max_message_size = 67108864")
    }

    /// Gives a test the node and users of it, and closes them afterwards.
    func with(
        _ users: String..., body: (RabbitMQNode, [ObservedBroker]) async throws -> Void
    ) async throws {
        let node = try await Self.starting.value
        let brokers = try users.map { try ObservedBroker(node, $0) }
        let result: Result<Void, any Error>
        do {
            try await body(node, brokers)
            result = .success(())
        } catch {
            result = .failure(error)
        }
        for observed in brokers { await observed.broker.shutDown() }
        try result.get()
    }

    /// Ids that no other test uses.
    func ids(_ count: Int) -> [String] {
        let run = UUID().uuidString
        return (0..<count).map { "\(run) \($0)" }
    }
}
