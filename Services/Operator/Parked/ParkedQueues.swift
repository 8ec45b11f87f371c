import Broker
import Letters
import Messages
import Pipeline
import Synchronization

/// A broker that reports the number of ready messages in a queue.
protocol QueueReader: MessageBroker {
    func ready(in queue: String) async throws(BrokerError) -> Int
}

extension RabbitMQ: QueueReader {}

/// Access to the parked queues. Messages taken are unavailable to others until `putBack` returns those that were not
/// settled; the broker requeues them too when the process ends.
final class ParkedQueues: Sendable {
    /// The stages that consume a queue, and so can park messages.
    static let stages = Stage.takingWork

    private let broker: any QueueReader
    /// How long to wait for the next message that the queue's count promised; another operator may have taken it.
    private let patience: Duration
    private let held = Mutex<(streams: [Deliveries], messages: [ParkedMessage])>(([], []))

    init(_ broker: any QueueReader, patience: Duration = .seconds(10)) {
        self.broker = broker
        self.patience = patience
    }

    /// Takes the messages now in the queues, oldest first for each stage; messages parked later are not included.
    ///
    /// - Throws: `BrokerError`; `Trouble` when a queue gives fewer messages than its count.
    func take(_ stages: [Stage] = ParkedQueues.stages, atMost limit: Int = 10_000) async throws -> [ParkedMessage] {
        var taken: [ParkedMessage] = []
        for stage in stages {
            let count = min(try await broker.ready(in: stage.parkedQueue), limit)
            guard count > 0 else { continue }
            let stream = broker.deliveries(from: stage.parkedQueue, prefetch: count)
            let messages = await first(count, of: stream).map { ParkedMessage(stage: stage, delivery: $0) }
            held.withLock { held in
                held.streams.append(stream)
                held.messages += messages
            }
            taken += messages
            guard messages.count == count else {
                throw Trouble("\(stage.parkedQueue) holds \(count) messages and gave \(messages.count): ask again")
            }
        }
        return taken
    }

    private func first(_ count: Int, of stream: Deliveries) async -> [Delivery] {
        let arrivals = ParkedArrivals()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await delivery in stream where arrivals.add(delivery) == count { return }
            }
            group.addTask { [patience] in
                var seen = -1
                while arrivals.all.count != seen {
                    seen = arrivals.all.count
                    guard (try? await Task.sleep(for: patience)) != nil else { return }
                }
            }
            await group.next()
            group.cancelAll()
        }
        return arrivals.all
    }

    /// Requeues all messages that were taken and neither replayed nor discarded.
    func putBack() {
        // The consumers are cancelled first, or the requeued messages would be delivered to them again.
        held.withLock { $0.streams = [] }
        let messages = held.withLock { held in
            defer { held.messages = [] }
            return held.messages
        }
        for message in messages { message.delivery.requeue() }
    }

    private func settled(_ message: ParkedMessage) {
        message.delivery.acknowledge()
        held.withLock { held in held.messages.removeAll { $0.number == message.number } }
    }

    /// Publishes each message to its stage again, and acknowledges the parked one only after the publisher confirm.
    ///
    /// On an error the message stays parked, and so do all after it.
    /// - Returns: the number of messages replayed; oversized ones are skipped.
    func replay(_ messages: [ParkedMessage]) async throws(BrokerError) -> Int {
        // The body of an oversized message was not read, so it cannot be published again.
        let readable = messages.filter { !$0.delivery.isOversized }
        for message in readable {
            try await broker.publish(message.delivery.again, to: Exchange.stages, routingKey: message.stage.rawValue)
            settled(message)
        }
        return readable.count
    }

    /// Removes a message for good. The event that closes its delivery, with the operator's name and reason, is
    /// published first.
    func discard(_ message: ParkedMessage, closing event: Event?) async throws(BrokerError) {
        if let event { try await broker.publish(event) }
        settled(message)
    }
}

/// Collects the deliveries received so far.
private final class ParkedArrivals: Sendable {
    private let deliveries = Mutex<[Delivery]>([])

    var all: [Delivery] { deliveries.withLock { $0 } }

    /// - Returns: the number of deliveries, including this one.
    func add(_ delivery: Delivery) -> Int {
        deliveries.withLock { deliveries in
            deliveries.append(delivery)
            return deliveries.count
        }
    }
}
