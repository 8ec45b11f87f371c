import Broker
import Foundation
import Letters
import Logging
import Messages

/// Handling of a single event.
extension StageRunner {
    func handle(_ delivery: Delivery) async throws -> Work {
        var logger = logger
        var context = HandlingContext(
            logger: logger, isRedelivered: delivery.isRedelivered, retry: delivery.retry, parking: delivery.parking)
        if let doubt = Provenance.doubt(delivery, at: stage) { throw StageFailure.never(doubt) }
        if delivery.isOwnDeadLetter(of: stage) {
            // The stage crashed each time it read this body.
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
        return try await handler.handle(event, context)
    }

    /// - Throws: `StageFailure.never` if an outcome is larger than the broker accepts.
    func sized(_ work: Work) throws -> Work {
        for outcome in work.outcomes where outcome.body.count > Delivery.largestBody {
            throw StageFailure.never(
                Reason(code: "outcome-too-large", detail: "\(outcome.type) would be larger than any event"))
        }
        return work
    }

    /// Rejects an oversized message unread, so that the broker parks it unchanged. A copy of a parked message is
    /// dropped.
    func giveUpUnread(_ delivery: Delivery) {
        let metadata = Logger.Metadata.of([.code: Parking.oversizedCode, .bytes: delivery.bodySize])
        if delivery.exchange == Exchange.parked {
            metrics.dropped(Parking.oversizedCode)
            logger.error("copy of a parked message larger than any event; dropped unread", metadata: metadata)
            delivery.acknowledge()
        } else {
            metrics.parked(Parking.oversizedCode)
            logger.error("message larger than any event; parked unread", metadata: metadata)
            delivery.reject()
        }
    }

    func carryOut(_ disposition: Disposition, _ delivery: Delivery) async throws {
        let now = Date()
        switch disposition {
        case .retry(let room, let reason):
            metrics.retried(reason.code)
            logger.notice(
                "event not handled; it is tried again",
                metadata: .of([.code: reason.code, .why: reason.detail, .room: room.rawValue]))
            try await publish(
                Publication(
                    delivery.retried(because: reason, at: now), to: room.exchange, routingKey: stage.rawValue))
            health.retried(delivery, because: reason, at: now)
        case .park(let reason):
            health.settled(delivery)
            metrics.parked(reason.code)
            logger.error(
                "event parked; it waits for an operator", metadata: .of([.code: reason.code, .why: reason.detail]))
            try await publish(
                Publication(
                    delivery.parked(by: stage, because: reason, at: now), to: Exchange.parked,
                    routingKey: stage.rawValue))
        case .drop(let reason):
            health.settled(delivery)
            metrics.dropped(reason.code)
            logger.error(
                "copy of a parked message not handled; the original is in its parked queue",
                metadata: .of([.code: reason.code, .why: reason.detail]))
        case .hold:
            preconditionFailure("a held delivery is tried again where it is")
        }
    }
}

/// Publishing until the broker confirms. A repeated message has the same id, so that consumers recognise duplicates.
extension StageRunner {
    /// Publishes all outcomes once.
    ///
    /// - Returns: for each outcome, in order, why it was not confirmed, or nil.
    func burst(of works: [Work]) async -> [BrokerError?] {
        let outcomes = works.flatMap(\.outcomes)
        let answers = outcomes.isEmpty ? [] : await broker.publish(outcomes.map { Publication($0) })
        for (outcome, answer) in zip(outcomes, answers) where answer == nil { metrics.published(outcome.type) }
        return answers
    }

    /// Publishes again the outcomes that were not confirmed.
    ///
    /// - Parameter answers: the results of the first publish, one per outcome.
    func publish(_ outcomes: [Event], answered answers: [BrokerError?]) async throws {
        for (outcome, answer) in zip(outcomes, answers) {
            guard let answer else { continue }
            try await publish(Publication(outcome), after: answer)
            metrics.published(outcome.type)
        }
    }

    /// - Parameter failure: the error of an earlier attempt to publish; nil if there was none.
    private func publish(_ publication: Publication, after failure: BrokerError? = nil) async throws {
        var pause = Backoff(from: .milliseconds(100), to: .seconds(10))
        var failure = failure
        if failure == nil { failure = await broker.publish([publication]).first ?? nil }
        while let error = failure {
            try Task.checkCancellation()
            metrics.publishFailed(error.code)
            if pause.isFresh {
                logger.warning("outcome not published; it is tried again", metadata: .of([.why: error]))
            }
            health.cannotWork(Reason(code: error.code, detail: error.description))
            try await Task.sleep(for: pause.next())
            failure = await broker.publish([publication]).first ?? nil
        }
        if !pause.isFresh { health.works() }
    }
}
