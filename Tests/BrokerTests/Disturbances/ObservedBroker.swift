import Broker
import Foundation
import Logging
import Synchronization
import TestSupport

/// RabbitMQ as one user of a node has it, with every sentence that it told about its state.
final class ObservedBroker: Sendable {
    /// How long after a fault's end everything must go on by itself.
    static let recovery = Duration.seconds(30)

    let broker: RabbitMQ
    private let sentences: Sentences

    private final class Sentences: Sendable {
        let told = Mutex<[String?]>([])
    }

    init(_ settings: BrokerSettings) {
        let sentences = Sentences()
        self.sentences = sentences
        broker = RabbitMQ(settings, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }) { sentence in
            sentences.told.withLock { $0.append(sentence) }
        }
    }

    convenience init(_ node: RabbitMQNode, _ user: String) throws {
        self.init(try BrokerSettings(url: node.url(user: user)))
    }

    /// The last sentence; nil when all is well.
    var trouble: String? { sentences.told.withLock { $0.last ?? nil } }

    /// Every sentence of trouble so far.
    var troubles: [String] { sentences.told.withLock { $0.compactMap(\.self) } }

    /// Waits for a sentence that has all these words.
    func tells(_ words: String...) async throws -> String {
        try await eventually("the status says \(words)") {
            if let sentence = troubles.last(where: { sentence in words.allSatisfy { sentence.contains($0) } }) {
                return sentence
            }
            throw NeverHappened("the sentence", lastSeen: troubles.last)
        }
    }

    /// Waits until nothing is wrong any more; begins where the fault ends.
    func isWell() async throws {
        try await eventually("the status is well again", within: Self.recovery) {
            guard let trouble else { return true }
            throw NeverHappened("the end of trouble", lastSeen: trouble)
        }
    }

    /// Publishes as a stage does: again, under the same id, until the broker has confirmed it.
    ///
    /// - Parameter limit: longer where the fault itself has to end first.
    func publishUntilConfirmed(
        _ id: String, to exchange: String, _ key: String, within limit: Duration = ObservedBroker.recovery
    ) async throws {
        try await eventually("\(key) is confirmed", within: limit) {
            try await broker.publish(.test(id), to: exchange, routingKey: key)
            return true
        }
    }
}

/// A publish under way, whose end can be awaited with a deadline.
final class PublishUnderWay: Sendable {
    private let result = Mutex<Result<Void, BrokerError>?>(nil)

    init(_ message: OutgoingMessage, to exchange: String, _ key: String, by broker: RabbitMQ) {
        Task {
            do throws(BrokerError) {
                try await broker.publish(message, to: exchange, routingKey: key)
                result.withLock { $0 = .success(()) }
            } catch {
                result.withLock { $0 = .failure(error) }
            }
        }
    }

    var hasEnded: Bool { result.withLock { $0 != nil } }

    /// - Returns: nil when it was confirmed.
    func end() async throws -> BrokerError? {
        let result = try await eventually("the publish ends", within: .seconds(60)) { self.result.withLock { $0 } }
        if case .failure(let error) = result { return error }
        return nil
    }
}

/// Takes and acknowledges everything that a queue delivers, and remembers the ids.
final class Collected: Sendable {
    private let ids = Mutex<[String]>([])
    private let task = Mutex<Task<Void, Never>?>(nil)

    init(_ queue: String, prefetch: Int = 20, by broker: RabbitMQ) {
        let deliveries = broker.deliveries(from: queue, prefetch: prefetch)
        let consuming = Task { [self] in
            for await delivery in deliveries {
                ids.withLock { $0.append(delivery.properties.messageID ?? "") }
                delivery.acknowledge()
            }
        }
        task.withLock { $0 = consuming }
    }

    var all: Set<String> { Set(ids.withLock { $0 }) }

    func has(_ wanted: some Collection<String> & Sendable) async throws {
        try await eventually("all are delivered", within: ObservedBroker.recovery) {
            let missing = Set(wanted).subtracting(all)
            if missing.isEmpty { return true }
            throw NeverHappened("the delivery", lastSeen: "\(missing.count) missing")
        }
    }

    func end() { task.withLock { $0?.cancel() } }
}

extension OutgoingMessage {
    static func test(_ id: String, size: Int = 16) -> OutgoingMessage {
        OutgoingMessage(
            body: Data(repeating: 0x61, count: size),
            properties: MessageProperties(contentType: "text/plain", messageID: id, type: "test"))
    }
}
