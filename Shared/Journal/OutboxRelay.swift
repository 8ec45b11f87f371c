public import Broker
import Foundation
public import Letters
public import Logging
import Messages
import Metrics
import Pipeline
public import ServiceLifecycle

/// Publishes outbox events that no message caused and, at start, those that an earlier process left.
///
/// Events are published in the order in which they were recorded, many at a time. An event is removed from the outbox
/// only after the broker has confirmed it.
public struct OutboxRelay: Service {
    let journal: Journal
    let broker: any MessageBroker
    let logger: Logger
    let depth: Gauge
    let setReadiness: @Sendable (String?) -> Void

    /// - Parameters:
    ///   - stage: prefixes the metric `<stage>_outbox_depth`.
    ///   - setReadiness: called with the reason why events cannot be published, and with nil when they can again.
    public init(
        _ journal: Journal, stage: Stage, broker: any MessageBroker, logger: Logger,
        setReadiness: @escaping @Sendable (String?) -> Void = { _ in }
    ) {
        self.setReadiness = setReadiness
        self.journal = journal
        self.broker = broker
        self.logger = logger
        depth = Gauge(label: "\(stage.rawValue)_outbox_depth")
    }

    public func run() async throws {
        let announcements = journal.writes.announcements()
        defer { journal.writes.relayEnded() }
        try await journal.write { database in
            try Outbox.adoptOrphans(database)
            try Inbox.sweep(database, now: Date())
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await relayAll()
                for await _ in announcements.cancelOnGracefulShutdown() { await relayAll() }
            }
            group.addTask { await tick() }
            await group.next()
            group.cancelAll()
        }
        try? await journal.writes.flush()
    }

    /// Removes published rows even if no other commit does, and updates the gauge `<stage>_outbox_depth`.
    private func tick() async {
        let wakeup = Wakeup()
        journal.signal(wakeup, after: .seconds(2))
        while !Task.isCancelled {
            try? await journal.writes.flush()
            if let count = try? await journal.outboxDepth() { depth.record(count) }
            await wakeup.wait(atMost: .seconds(60))
        }
    }

    private func relayAll() async {
        var pause = Backoff(from: .milliseconds(100), to: .seconds(10))
        /// The published rows of this read. If the broker refuses one, only that one is published again.
        var published: Set<EventID> = []
        while !Task.isCancelled && !Task.isShuttingDownGracefully {
            do {
                let after = journal.writes.relayedSequence
                let rows = try await journal.readOnWriter { try Outbox.recorded(after: after, limit: 256, $0) }
                guard let newest = rows.last?.sequence else { return }
                try await publish(rows.map(\.event).filter { !published.contains($0.id) }, &published)
                journal.writes.settle(rows.map(\.event.id))
                journal.writes.relayed(upTo: newest)
                published = []
                if !pause.isFresh { setReadiness(nil) }
                pause.reset()
            } catch {
                setReadiness("events cannot be published: \(error)")
                if pause.isFresh {
                    logger.warning("outbox not published; it is tried again", metadata: .of([.why: "\(error)"]))
                }
                guard (try? await Task.sleep(for: pause.next())) != nil else { return }
            }
        }
    }

    /// Publishes the events in one burst and adds those that the broker confirmed to `published`. Throws if one was not
    /// confirmed.
    private func publish(_ events: [Event], _ published: inout Set<EventID>) async throws {
        let answers = await broker.publish(events.map { Publication($0) })
        for (event, answer) in zip(events, answers) where answer == nil { published.insert(event.id) }
        if let failure = answers.lazy.compactMap(\.self).first { throw failure }
    }
}
