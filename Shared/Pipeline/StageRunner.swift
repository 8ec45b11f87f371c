public import Broker
import Foundation
import Letters
public import Logging
public import Messages
public import ServiceLifecycle

/// Runs a stage: consume → handle → publish → confirm → acknowledge, many events at a time.
///
/// What was delivered before may have ended its reader: it is dealt with alone, after all that is in work and before
/// anything else.
///
/// Returns when a graceful shutdown has begun and every event that was in work is settled.
public struct StageRunner: Service {
    let stage: Stage
    let queue: String
    let broker: any MessageBroker
    let handler: any Handler
    let prefetch: Int
    let plan: RetryPlan
    let standing: StageStanding
    let logger: Logger
    let metrics: StageMetrics

    /// - Parameters:
    ///   - prefetch: how many events are in work at a time; small for conversion, so that a new replica gets work at once.
    ///   - standing: told why the stage cannot work, or what it has tried again for long, and nil when neither is so.
    public init(
        _ stage: Stage, broker: any MessageBroker, handler: any Handler, prefetch: Int, plan: RetryPlan = .standard,
        logger: Logger, standing: @escaping @Sendable (Reason?) -> Void = { _ in }
    ) {
        self.stage = stage
        queue = stage.queue
        self.broker = broker
        self.handler = handler
        self.prefetch = prefetch
        self.plan = plan
        self.standing = StageStanding(tell: standing)
        self.logger = logger
        metrics = StageMetrics(stage)
    }

    public func run() async throws {
        let deliveries = broker.carefulDeliveries(from: queue, prefetch: prefetch).cancelOnGracefulShutdown()
        var iterator = deliveries.makeAsyncIterator()
        var upcoming = await iterator.next()
        while upcoming != nil {
            await withDiscardingTaskGroup { group in
                while let delivery = upcoming, !delivery.isRedelivered {
                    group.addTask { await settle(delivery) }
                    upcoming = await iterator.next()
                }
            }
            while let delivery = upcoming, delivery.isRedelivered {
                await settle(delivery)
                upcoming = await iterator.next()
            }
        }
    }

    /// Deals with one delivery to its end; leaves it unsettled only when the task is cancelled, so that it comes again.
    func settle(_ delivery: Delivery) async {
        metrics.received()
        let clock = ContinuousClock()
        let start = clock.now
        do {
            guard !delivery.isOversized else { return giveUpUnread(delivery) }
            try await work(delivery)
            delivery.acknowledge()
            metrics.handled(in: start.duration(to: clock.now))
        } catch is CancellationError {
            return
        } catch {
            logger.error("a delivery was left unsettled", metadata: .of([.why: "\(type(of: error))"]))
        }
    }

    /// The broker parks it as it is; a copy of what lies parked already goes.
    private func giveUpUnread(_ delivery: Delivery) {
        let metadata = Logger.Metadata.of([.code: Parking.oversizedCode, .bytes: delivery.bodySize])
        if delivery.exchange == Exchange.parked {
            metrics.dropped(Parking.oversizedCode)
            logger.error("a copy of a parked message is larger than any event, and was not read", metadata: metadata)
            delivery.acknowledge()
        } else {
            metrics.parked(Parking.oversizedCode)
            logger.error("a message that is larger than any event is parked unread", metadata: metadata)
            delivery.reject()
        }
    }

    private func work(_ delivery: Delivery) async throws {
        var pause = Backoff(from: .seconds(1), to: .seconds(30))
        var former: Reason?
        while true {
            do {
                let work = try await handle(delivery)
                if !pause.isFresh { standing.works() }
                for outcome in work.outcomes {
                    guard outcome.body.count <= Delivery.largestBody else {
                        throw StageFailure.never(
                            Reason(code: "outcome-too-large", detail: "\(outcome.type) would be larger than any event"))
                    }
                    try await publish(OutgoingMessage(outcome), to: Exchange.letters, key: outcome.type.rawValue)
                    metrics.published(outcome.type)
                }
                try await work.whenPublished?()
                standing.settled(delivery)
                return
            } catch let error as CancellationError {
                throw error
            } catch {
                let disposition = Disposition(
                    of: error, retry: delivery.retry, isParkedCopy: delivery.parking != nil, plan: plan)
                guard case .hold(let reason) = disposition else {
                    if !pause.isFresh { standing.works() }
                    return try await carryOut(disposition, delivery)
                }
                standing.cannotWork(reason)
                if reason != former {
                    logger.error("the stage cannot work", metadata: .of([.code: reason.code, .why: reason.detail]))
                }
                former = reason
                try await Task.sleep(for: pause.next())
            }
        }
    }

    private func handle(_ delivery: Delivery) async throws -> Work {
        var logger = logger
        var context = HandlingContext(
            logger: logger, isRedelivered: delivery.isRedelivered, retry: delivery.retry, parking: delivery.parking)
        if let doubt = Provenance.doubt(delivery, at: stage) { throw StageFailure.never(doubt) }
        if delivery.isOwnDeadLetter(of: stage) {
            // Its body has ended this stage again and again.
            let error = EventError.unreadable("it ended the stage that read it")
            return try await handler.handleUnreadable(UnreadableMessage(delivery: delivery, error: error), context)
        }
        let event: Event
        do throws(EventError) {
            event = try Event(body: delivery.body)
        } catch {
            return try await handler.handleUnreadable(UnreadableMessage(delivery: delivery, error: error), context)
        }
        if let doubt = Provenance.doubt(event, in: delivery) { throw StageFailure.never(doubt) }
        logger[.event] = event.id.description
        logger[.type] = event.type.rawValue
        logger[.subject] = event.subject
        context.logger = logger
        do {
            return try await handler.handle(event, context)
        } catch let error as EventError {
            throw StageFailure.never(Reason(code: error.code, detail: error.description))
        }
    }

    private func carryOut(_ disposition: Disposition, _ delivery: Delivery) async throws {
        let now = Date()
        switch disposition {
        case .retry(let room, let reason):
            metrics.retried(reason.code)
            logger.notice(
                "an event is tried again later",
                metadata: .of([.code: reason.code, .why: reason.detail, .room: room.rawValue]))
            try await publish(delivery.retried(because: reason, at: now), to: room.exchange, key: stage.rawValue)
            standing.retried(delivery, because: reason, at: now)
        case .park(let reason):
            standing.settled(delivery)
            metrics.parked(reason.code)
            logger.error("an event is parked", metadata: .of([.code: reason.code, .why: reason.detail]))
            try await publish(
                delivery.parked(by: stage, because: reason, at: now), to: Exchange.parked, key: stage.rawValue)
        case .drop(let reason):
            standing.settled(delivery)
            metrics.dropped(reason.code)
            logger.error(
                "a copy of a parked message could not be dealt with; the original is in its parked queue",
                metadata: .of([.code: reason.code, .why: reason.detail]))
        case .hold:
            preconditionFailure("a held delivery is tried again where it is")
        }
    }

    /// Publishes until the broker has confirmed: the same message under the same id, so that a copy too many collapses.
    private func publish(_ message: OutgoingMessage, to exchange: String, key: String) async throws {
        var pause = Backoff(from: .milliseconds(100), to: .seconds(10))
        while true {
            do {
                try await broker.publish(message, to: exchange, routingKey: key)
                if !pause.isFresh { standing.works() }
                return
            } catch {
                try Task.checkCancellation()
                metrics.publishFailed(error.code)
                if pause.isFresh { logger.warning("publishing is tried again", metadata: .of([.why: error])) }
                standing.cannotWork(Reason(code: error.code, detail: error.description))
                try await Task.sleep(for: pause.next())
            }
        }
    }
}
