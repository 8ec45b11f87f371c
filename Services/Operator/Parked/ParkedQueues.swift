import Broker
import Letters
import Messages
import Pipeline
import Synchronization

/// A broker that tells how much lies in a queue.
protocol QueueReader: MessageBroker {
    func ready(in queue: String) async throws(BrokerError) -> Int
}

extension RabbitMQ: QueueReader {}

/// What lies in the parked queues. While this value holds messages they are away from their queues; `putBack` returns
/// what was not dealt with, and so does the broker when the tool is killed.
final class ParkedQueues: Sendable {
    /// The stages that take work, and so can park it.
    static let stages = Stage.takingWork

    private let broker: any QueueReader
    /// How long the next message may take that the queue has said it holds; another operator may have taken it.
    private let patience: Duration
    private let held = Mutex<(streams: [Deliveries], messages: [ParkedMessage])>(([], []))

    init(_ broker: any QueueReader, patience: Duration = .seconds(10)) {
        self.broker = broker
        self.patience = patience
    }

    /// Takes what lies there now, each stage's oldest first; what is parked meanwhile is not seen.
    ///
    /// - Throws: `BrokerError`; `Trouble` when a queue gives less than it says it holds.
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

    /// Returns everything that was taken and neither replayed nor discarded.
    func putBack() {
        // The consumers end first, or what is put back would come to them again.
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

    /// Sends each back to its stage, and takes it out of the parked queue only when the broker has confirmed the copy.
    ///
    /// What fails stays parked, with all that follow.
    func replay(_ messages: [ParkedMessage]) async throws(BrokerError) -> Int {
        // What was too large to be read cannot be sent again.
        let readable = messages.filter { !$0.delivery.isOversized }
        for message in readable {
            try await broker.publish(message.delivery.again, to: Exchange.stages, routingKey: message.stage.rawValue)
            settled(message)
        }
        return readable.count
    }

    /// Takes a message out for good. When it is about a delivery, that is closed first, with who decided it and why.
    func discard(_ message: ParkedMessage, closing event: Event?) async throws(BrokerError) {
        if let event { try await broker.publish(event) }
        settled(message)
    }
}

/// Deliveries that have come so far.
private final class ParkedArrivals: Sendable {
    private let deliveries = Mutex<[Delivery]>([])

    var all: [Delivery] { deliveries.withLock { $0 } }

    /// - Returns: how many have come with this one.
    func add(_ delivery: Delivery) -> Int {
        deliveries.withLock { deliveries in
            deliveries.append(delivery)
            return deliveries.count
        }
    }
}
