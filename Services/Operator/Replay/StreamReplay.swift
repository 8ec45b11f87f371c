import Broker
import Foundation
import Letters
import Messages
import Pipeline
import Synchronization

/// Reads the ledger stream from its first event to the last one before now, and sends what a queue is bound for to its
/// stage again.
///
/// A stream does not say exactly how long it is. It has been read when it gives the first event that came after we began,
/// which a second reader waits for; where nothing comes any more, when it has given as much as it said it holds, and then
/// nothing for a while.
struct StreamReplay: Sendable {
    static let stream = "letters.ledger"

    struct Tally: Equatable {
        var read = 0
        var sent = 0
        /// Left out, because they do not say who published them, or because that one may not.
        var unsigned = 0
        var forged = 0
    }

    let broker: RabbitMQ
    let stage: Stage
    /// The keys of the queue's bindings.
    let keys: [TopicPattern]
    let since: Date?
    /// True to take an event that names no publisher for its source's.
    var believesUnsigned = false
    /// After so long without another event the stream has ended, or does not answer.
    var patience: Duration = .seconds(5)

    /// - Throws: `Trouble` when the stream gives less than it says it holds; then it can be asked again, for what a stage
    ///   gets twice has no effect.
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
        /// True while an event is on its way to the stage.
        var isBusy: Bool { state.withLock { $0.isBusy } }

        func read() { state.withLock { ($0.tally.read, $0.isBusy) = ($0.tally.read + 1, true) } }
        func leftOutUnsigned() { state.withLock { $0.tally.unsigned += 1 } }
        func leftOutForged() { state.withLock { $0.tally.forged += 1 } }
        func sent() { state.withLock { $0.tally.sent += 1 } }
        func found(new offset: Int64?) { state.withLock { $0.new = offset } }
        /// True for an event that came after we began.
        func isNew(_ offset: Int64?) -> Bool {
            guard let offset, let new = state.withLock({ $0.new }) else { return false }
            return offset >= new
        }
        func settled() { state.withLock { $0.isBusy = false } }
    }

    private enum Belief { case believed, unsigned, forged }

    /// The stage will believe what we send, so the stream's own word is judged here as the stage would have done.
    private func belief(in delivery: Delivery) -> Belief {
        guard !delivery.isOversized else { return .forged }
        // What is no event at all is the stage's to refuse.
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
        // What was parked is in the stream too, and is replayed from where it is parked.
        guard delivery.exchange == Exchange.letters else { return false }
        if let since, let time = delivery.properties.timestamp, time < since { return false }
        return keys.contains { $0.matches(delivery.routingKey) }
    }
}

extension Delivery {
    /// Where in its stream it stands; rabbitmq.com, "Streams", "Consuming".
    fileprivate var streamOffset: Int64? { properties.headers["x-stream-offset"]?.integer }

    /// The message for another try: all that earlier tries wrote on it is gone, else the runner would take it for a
    /// copy of a parked message and drop it when it fails again.
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
