import Broker
import Foundation
import Messages
import Pipeline
import Synchronization

/// Reads the ledger stream from its first event to its last one, and sends what a queue is bound for to its stage again.
///
/// A stream does not say exactly how long it is: it has ended when it has given as much as it said it holds, and then
/// nothing more for a while.
struct StreamReplay: Sendable {
    static let stream = "letters.ledger"

    struct Tally: Equatable {
        var read = 0
        var sent = 0
    }

    let broker: RabbitMQ
    let stage: Stage
    /// The keys of the queue's bindings.
    let keys: [TopicPattern]
    let since: Date?
    /// After so long without another event the stream has ended, or does not answer.
    var patience: Duration = .seconds(5)

    /// - Throws: `Trouble` when the stream gives less than it says it holds; then it can be asked again, for what a stage
    ///   gets twice has no effect.
    func run() async throws -> Tally {
        let total = try await broker.ready(in: Self.stream)
        let progress = Progress()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await delivery in broker.history(of: Self.stream) {
                    progress.read()
                    if wants(delivery) {
                        try await broker.publish(delivery.again, to: Exchange.stages, routingKey: stage.rawValue)
                        progress.sent()
                    }
                    delivery.acknowledge()
                    progress.settled()
                }
            }
            group.addTask {
                var seen = -1
                while progress.tally.read != seen || progress.isBusy {
                    seen = progress.tally.read
                    try await Task.sleep(for: patience)
                }
                guard seen >= total else {
                    throw Trouble("\(Self.stream) holds \(total) events and gave \(seen): ask again")
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
        return progress.tally
    }

    private final class Progress: Sendable {
        private let state = Mutex((tally: Tally(), isBusy: false))

        var tally: Tally { state.withLock { $0.tally } }
        /// True while an event is on its way to the stage.
        var isBusy: Bool { state.withLock { $0.isBusy } }

        func read() { state.withLock { ($0.tally.read, $0.isBusy) = ($0.tally.read + 1, true) } }
        func sent() { state.withLock { $0.tally.sent += 1 } }
        func settled() { state.withLock { $0.isBusy = false } }
    }

    private func wants(_ delivery: Delivery) -> Bool {
        // What was parked is in the stream too, and is replayed from where it is parked.
        guard delivery.exchange == Exchange.letters else { return false }
        if let since, let time = delivery.properties.timestamp, time < since { return false }
        return keys.contains { $0.matches(delivery.routingKey) }
    }
}

extension Delivery {
    /// The message for another try: all that earlier tries wrote on it is gone, else the runner would take it for a
    /// copy of a parked message and drop it when it fails again.
    var again: OutgoingMessage {
        var again = properties
        let replays = again.headers[HeaderName.replayed]?.integer ?? 0
        let spent = [
            HeaderName.failureCode, HeaderName.failureDetail, HeaderName.failedAt, HeaderName.firstFailedAt,
            HeaderName.failedStage,
        ]
        again.headers = again.headers.filter { !spent.contains($0.key) && !$0.key.hasPrefix("x-") }
        again.headers[HeaderName.retry] = .integer(0)
        again.headers[HeaderName.replayed] = .integer(replays + 1)
        return OutgoingMessage(body: body, properties: again)
    }
}
