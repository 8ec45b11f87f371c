public import Broker
import Foundation
import Letters
public import Logging
public import Messages
import Metrics
import Pipeline
public import ServiceLifecycle

/// Publishes what was recorded without a message causing it, and at start what a former process left.
///
/// Events go out in the order in which they were recorded, many at a time; an event is taken from the outbox only after
/// the broker has confirmed it.
public struct OutboxRelay: Service {
    let journal: Journal
    let broker: any MessageBroker
    let logger: Logger
    let depth: Gauge

    /// - Parameter stage: prefixes the metric `<stage>_outbox_depth`.
    public init(_ journal: Journal, stage: Stage, broker: any MessageBroker, logger: Logger) {
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

    /// Tidies up when nobody writes, and keeps the metric fresh.
    private func tick() async {
        while (try? await Task.sleep(for: .seconds(2))) != nil {
            try? await journal.writes.flush()
            if let count = try? await journal.outboxDepth() { depth.record(count) }
        }
    }

    private func relayAll() async {
        var pause = Backoff(from: .milliseconds(100), to: .seconds(10))
        while !Task.isCancelled && !Task.isShuttingDownGracefully {
            do {
                let after = journal.writes.relayedSequence
                let rows = try await journal.look { try Outbox.recorded(after: after, limit: 256, $0) }
                guard let newest = rows.last?.sequence else { return }
                try await publish(rows)
                journal.writes.settle(rows.map(\.event.id))
                journal.writes.relayed(upTo: newest)
                pause.reset()
            } catch {
                logger.warning("publishing from the outbox is tried again", metadata: .of([.why: "\(error)"]))
                guard (try? await Task.sleep(for: pause.next())) != nil else { return }
            }
        }
    }

    private func publish(_ rows: [Outbox.Row]) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for row in rows { group.addTask { try await broker.publish(row.event) } }
            try await group.waitForAll()
        }
    }
}
