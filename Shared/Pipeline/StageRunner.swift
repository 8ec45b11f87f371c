public import Broker
import Foundation
public import Letters
public import Logging
import Messages
public import ServiceLifecycle

/// Runs a stage: consume → handle → commit → publish → confirm → acknowledge, for many events at a time.
///
/// A redelivered event may have crashed the process before. It is therefore handled alone, after all events in progress
/// and before any others.
///
/// Returns when a graceful shutdown has begun and every event in progress is settled.
public struct StageRunner: Service {
    /// How the events that are in the queue at the same time are handled.
    public enum Manner: Sendable {
        /// One after the other, then committed, published and acknowledged in one batch: for work that takes
        /// microseconds. An event that fails is retried separately.
        case together
        /// Concurrently, so that no event waits for the long work of another. Events that finish at about the same time
        /// are committed, published and acknowledged in one batch.
        case apart
    }

    let stage: Stage
    let queue: String
    let broker: any MessageBroker
    let handler: any Handler
    let prefetch: Int
    let manner: Manner
    let plan: RetryPlan
    let health: StageHealth
    let logger: Logger
    let metrics: StageMetrics

    /// Maximum number of events per batch. A larger batch would only delay the first of its events.
    static let mostTogether = 256

    /// - Parameters:
    ///   - prefetch: the number of events in progress at a time; small for conversion, so that a new replica gets work
    ///     at once.
    ///   - setReadiness: called with the reason why the stage cannot work or the event that it has long been retrying,
    ///     and with nil when neither applies.
    public init(
        _ stage: Stage, broker: any MessageBroker, handler: any Handler, prefetch: Int, manner: Manner = .together,
        plan: RetryPlan = .standard, logger: Logger, setReadiness: @escaping @Sendable (Reason?) -> Void = { _ in }
    ) {
        self.stage = stage
        queue = stage.queue
        self.broker = broker
        self.handler = handler
        self.prefetch = prefetch
        self.manner = manner
        self.plan = plan
        self.health = StageHealth(setReadiness: setReadiness)
        self.logger = logger
        metrics = StageMetrics(stage)
    }

    public func run() async throws {
        let deliveries = broker.carefulDeliveries(from: queue, prefetch: prefetch)
        await withGracefulShutdownHandler {
            await work(off: deliveries)
        } onGracefulShutdown: {
            deliveries.end()
        }
    }

    private func work(off deliveries: Deliveries) async {
        var arrivals = Arrivals(deliveries)
        let finishing = Finishing(self)
        while await arrivals.next() != nil {
            await withDiscardingTaskGroup { group in
                while let delivery = await arrivals.next(), !delivery.isRedelivered {
                    let batch = arrivals.takeFresh()
                    switch manner {
                    case .together: await deal(with: batch, &group)
                    case .apart:
                        for delivery in batch { group.addTask { await deal(with: delivery, finishing) } }
                    }
                }
            }
            while let suspect = await arrivals.next(), suspect.isRedelivered {
                arrivals.takeFirst()
                await settle(suspect)
            }
        }
    }

    /// Handles a batch; an event that fails continues in a task of its own.
    private func deal(with batch: [Delivery], _ group: inout DiscardingTaskGroup) async {
        let start = ContinuousClock.now
        var handled: [Handled] = []
        func alone(_ delivery: Delivery, _ trouble: Trouble) {
            group.addTask { await settle(delivery, after: trouble) }
        }
        for delivery in batch where isReadable(delivery) {
            do {
                handled.append(Handled(delivery: delivery, work: try await handle(delivery), start: start))
            } catch {
                alone(delivery, .failed(error))
            }
        }
        for (one, trouble) in zip(handled, await finish(handled)) {
            if let trouble { alone(one.delivery, trouble) }
        }
    }

    /// Handles one event concurrently with others, and finishes it together with those that are ready at the same time.
    private func deal(with delivery: Delivery, _ finishing: Finishing) async {
        let start = ContinuousClock.now
        guard isReadable(delivery) else { return }
        let trouble: Trouble?
        do {
            trouble = await finishing.finish(
                Handled(delivery: delivery, work: try await handle(delivery), start: start))
        } catch {
            trouble = .failed(error)
        }
        if let trouble { await settle(delivery, after: trouble) }
    }

    /// Counts a delivery. Returns false if it was given up unread because of its size.
    private func isReadable(_ delivery: Delivery) -> Bool {
        metrics.received()
        if delivery.isOversized { giveUpUnread(delivery) }
        return !delivery.isOversized
    }

    /// A delivery, the work that its handler returned, and the time at which handling began.
    struct Handled: Sendable {
        var delivery: Delivery
        var work: Work
        var start: ContinuousClock.Instant
    }

    /// Commits, publishes and acknowledges all of these in one batch.
    ///
    /// - Returns: for each, the reason why it is not settled, or nil.
    func finish(_ handled: [Handled]) async -> [Trouble?] {
        var troubles = [Trouble?](repeating: nil, count: handled.count)
        var ready: [(place: Int, work: Work)] = []
        for (place, result) in await Work.commit(handled.map(\.work)).enumerated() {
            do { ready.append((place, try sized(try result.get()))) } catch { troubles[place] = .failed(error) }
        }
        var answers = await burst(of: ready.map(\.work))[...]
        var settled: [Handled] = []
        for (place, work) in ready {
            let refusals = answers.prefix(work.outcomes.count)
            answers = answers.dropFirst(work.outcomes.count)
            guard refusals.allSatisfy({ $0 == nil }) else {
                troubles[place] = .unpublished(work, Array(refusals))
                continue
            }
            do {
                try await work.whenPublished?()
                health.settled(handled[place].delivery)
                settled.append(handled[place])
            } catch {
                troubles[place] = .failed(error)
            }
        }
        Delivery.acknowledge(settled.map(\.delivery))
        let now = ContinuousClock.now
        for one in settled { metrics.handled(in: one.start.duration(to: now)) }
        return troubles
    }

    /// The reason why a delivery was not settled with its batch.
    enum Trouble: Sendable {
        case failed(any Error)
        /// The outcomes were published; those with an error were not confirmed.
        case unpublished(Work, [BrokerError?])
    }

    /// Handles one delivery until it is settled. It stays unsettled only if the task is cancelled; the broker then
    /// delivers it again.
    ///
    /// - Parameter trouble: the problem that the delivery met in its batch.
    func settle(_ delivery: Delivery, after trouble: Trouble? = nil) async {
        let start = ContinuousClock.now
        do {
            if trouble == nil { guard isReadable(delivery) else { return } }
            try await work(delivery, after: trouble)
            delivery.acknowledge()
            metrics.handled(in: start.duration(to: .now))
        } catch is CancellationError {
            return
        } catch {
            logger.error(
                "delivery left unsettled; the broker redelivers it", metadata: .of([.why: "\(type(of: error))"]))
        }
    }

    private func work(_ delivery: Delivery, after trouble: Trouble?) async throws {
        var pause = Backoff(from: .seconds(1), to: .seconds(30))
        var former: Reason?
        var trouble = trouble
        while true {
            do {
                let met = trouble
                trouble = nil
                let work: Work
                switch met {
                case .failed(let error): throw error
                case .unpublished(let rest, let answers):
                    work = rest
                    try await publish(rest.outcomes, answered: answers)
                case nil:
                    work = try sized(try await handle(delivery).committed())
                    if !pause.isFresh { health.works() }
                    try await publish(work.outcomes, answered: await burst(of: [work]))
                }
                try await work.whenPublished?()
                health.settled(delivery)
                return
            } catch let error as CancellationError {
                throw error
            } catch {
                let disposition = Disposition(
                    of: error, retry: delivery.retry, isParkedCopy: delivery.parking != nil, plan: plan)
                guard case .hold(let reason) = disposition else {
                    if !pause.isFresh { health.works() }
                    return try await carryOut(disposition, delivery)
                }
                health.cannotWork(reason)
                if reason != former {
                    logger.error(
                        "stage stopped; nothing is taken from its queue until it can work",
                        metadata: .of([.code: reason.code, .why: reason.detail]))
                }
                former = reason
                try await Task.sleep(for: pause.next())
            }
        }
    }
}
