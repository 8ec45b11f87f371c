import Broker
import Foundation
import Letters
import Messages
import Pipeline
import Synchronization

/// Replays the ledger stream, up to the time of the start, to one stage: events that match the bindings of its queue.
///
/// A stream does not report its exact length. It has been read to the end when it gives the first event published after
/// the start, which a second consumer detects. If no new event is published, it is read when it has given as many
/// events as it reported and then none for `patience`.
struct StreamReplay: Sendable {
    static let stream = "letters.ledger"

    struct Tally: Equatable {
        var read = 0
        var sent = 0
        /// Events not sent: `unsigned` name no publisher, `forged` name one that may not publish them, or are
        /// oversized.
        var unsigned = 0
        var forged = 0
    }

    let broker: RabbitMQ
    let stage: Stage
    /// The binding keys of the stage's queue.
    let keys: [TopicPattern]
    let since: Date?
    /// True to treat an event without a user id as published by its source.
    var believesUnsigned = false
    /// The time without another event after which the stream counts as read, or as not answering.
    var patience: Duration = .seconds(5)

    /// Runs the replay.
    ///
    /// - Throws: `Trouble` when the stream gives fewer events than it reported. The replay can be run again, since
    ///   stages ignore events that they have handled.
    func run() async throws -> Tally {
        let total = try await broker.ready(in: Self.stream)
        let progress = Progress()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                for await delivery in broker.history(of: Self.stream) {
                    guard !progress.isNew(delivery.streamOffset) else { return true }
                    progress.read()
                    if wants(delivery) {
                        switch belief(in: delivery) {
                        case .believed:
                            try await broker.publish(delivery.again, to: Exchange.stages, routingKey: stage.rawValue)
                            progress.sent()
                        case .unsigned: progress.leftOutUnsigned()
                        case .forged: progress.leftOutForged()
                        }
                    }
                    delivery.acknowledge()
                    progress.settled()
                }
                return true
            }
            group.addTask {
                for await delivery in broker.history(of: Self.stream, from: .next, prefetch: 1) {
                    progress.found(new: delivery.streamOffset)
                    break
                }
                return false
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
                return true
            }
            defer { group.cancelAll() }
            while let isWhole = try await group.next(), !isWhole {}
        }
        return progress.tally
    }

    private final class Progress: Sendable {
        private let state = Mutex((tally: Tally(), isBusy: false, new: Int64?.none))

        var tally: Tally { state.withLock { $0.tally } }
        /// True while an event is being published to the stage.
        var isBusy: Bool { state.withLock { $0.isBusy } }

        func read() { state.withLock { ($0.tally.read, $0.isBusy) = ($0.tally.read + 1, true) } }
        func leftOutUnsigned() { state.withLock { $0.tally.unsigned += 1 } }
        func leftOutForged() { state.withLock { $0.tally.forged += 1 } }
        func sent() { state.withLock { $0.tally.sent += 1 } }
        func found(new offset: Int64?) { state.withLock { $0.new = offset } }
        /// True for an event published after the start.
        func isNew(_ offset: Int64?) -> Bool {
            guard let offset, let new = state.withLock({ $0.new }) else { return false }
            return offset >= new
        }
        func settled() { state.withLock { $0.isBusy = false } }
    }

    private enum Belief { case believed, unsigned, forged }

    /// Checks the event's publisher as the stage would. The stage itself cannot check a replayed event, since the
    /// operator publishes it.
    private func belief(in delivery: Delivery) -> Belief {
        guard !delivery.isOversized else { return .forged }
        // A body that is not an event is sent on; the stage refuses and parks it.
        guard let event = try? Event(body: delivery.body) else { return .believed }
        var signed = delivery
        if delivery.properties.userID == nil {
            guard believesUnsigned else { return .unsigned }
            signed.properties.userID = event.source.rawValue
        }
        let doubt = Provenance.doubt(signed, at: stage) ?? Provenance.doubt(event, in: signed)
        return doubt == nil ? .believed : .forged
    }

    private func wants(_ delivery: Delivery) -> Bool {
        // The stream also holds parked messages; they are replayed from their parked queues.
        guard delivery.exchange == Exchange.letters else { return false }
        if let since, let time = delivery.properties.timestamp, time < since { return false }
        return keys.contains { $0.matches(delivery.routingKey) }
    }
}

extension Delivery {
    /// The message's offset in its stream (rabbitmq.com, "Streams", "Consuming").
    fileprivate var streamOffset: Int64? { properties.headers["x-stream-offset"]?.integer }

    /// Returns the message without the headers of earlier attempts. With them, the runner would take it for a copy of a
    /// parked message and drop it when it fails again.
    var again: OutgoingMessage {
        var again = properties
        let replays = min(max(0, again.headers[HeaderName.replayed]?.integer ?? 0), 1_000_000)
        let spent = [
            HeaderName.failureCode, HeaderName.failureDetail, HeaderName.failedAt, HeaderName.firstFailedAt,
            HeaderName.failedStage,
        ]
        again.headers = again.headers.filter {
            !spent.contains($0.key) && !HeaderName.routing.contains($0.key) && !$0.key.hasPrefix("x-")
        }
        again.headers[HeaderName.retry] = .integer(0)
        again.headers[HeaderName.replayed] = .integer(replays + 1)
        return OutgoingMessage(body: body, properties: again)
    }
}
