import Broker
import Foundation
import Journal
import Letters
import Logging
import Messages
import Pipeline
import Synchronization

@testable import Acknowledgement

/// The stage on a journal of its own, with a store of answers that can fail, and a broker that keeps what it is given.
final class StageUnderTest: Sendable {
    let store = AnswerStore()
    let published = PublishedMessages()
    let inFlight = AnswersInFlight()
    let practices = PracticesUnderTest()
    let journal: Journal
    let stage: AcknowledgementHandler
    let clock: AcknowledgementClock

    init(in directory: URL? = nil) throws {
        let directory =
            directory ?? FileManager.default.temporaryDirectory.appending(path: "acknowledgement-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        journal = try Journal(
            directory: directory, name: "acknowledgement", migrations: AcknowledgementSchema.migrations)
        let store = store
        let reader = AnswerReader {
            try store.fetch($0)
        } parse: {
            try store.parse($0)
        }
        let matching = { @Sendable [practices] in
            AnswerMatching(mailboxes: practices.mailboxes, waitTimes: Samples.waitTimes)
        }
        stage = AcknowledgementHandler(journal: journal, reader: reader, matching: matching, inFlight: inFlight)
        clock = AcknowledgementClock(
            journal: journal, broker: published, matching: matching, unmatchedWait: Waiting(.seconds(900)),
            inFlight: inFlight, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Handles an event as the runner does, and returns what is published.
    @discardableResult
    func handle(_ event: Event, retry: Int = 0) async throws -> [Event] {
        let work = try await stage.handle(
            event, HandlingContext(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, retry: retry)
        ).committed()
        try await work.whenPublished?()
        return work.outcomes
    }

    /// Two ticks, for the clocks believe what they have seen once before, and then whatever the relay publishes.
    func tick(at now: Date) async throws -> [Event] {
        try await clock.tick(at: now)
        try await clock.tick(at: now)
        let relay = Task { [journal, published] in
            try await OutboxRelay(
                journal, stage: .acknowledgement, broker: published,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            ).run()
        }
        try await journal.published()
        relay.cancel()
        _ = try? await relay.value
        return try published.take(from: Exchange.letters).map { try Event(body: $0.body) }
    }
}

/// The practices file.
final class PracticesUnderTest: Sendable {
    private let current = Mutex(AnswerMailboxes())

    var mailboxes: AnswerMailboxes { current.withLock { $0 } }

    func write(_ rows: Practice...) { current.withLock { $0 = AnswerMailboxes(Practices(rows: rows)) } }
}

/// The bodies of answers, by reference.
final class AnswerStore: Sendable {
    struct Unreadable: Error, CustomStringConvertible { let description = "no response in it" }
    private let state = Mutex((responses: [String: PracticeResponse](), isAway: false))

    func add(_ response: PracticeResponse) -> ObjectReference {
        let location = state.withLock { state in
            let location = "answers/\(state.responses.count)"
            state.responses[location] = response
            return location
        }
        return ObjectReference(sha256: "", size: 0, mediaType: "application/fhir+xml", location: location)
    }

    func isAway(_ away: Bool) { state.withLock { $0.isAway = away } }

    func fetch(_ reference: ObjectReference) throws -> Data {
        guard !state.withLock(\.isAway) else {
            throw StageFailure.later(Reason(code: "store-unavailable", detail: "the document store is away"))
        }
        return Data(reference.location.utf8)
    }

    func parse(_ bytes: Data) throws -> PracticeResponse {
        guard let response = state.withLock({ $0.responses[String(decoding: bytes, as: UTF8.self)] }) else {
            throw Unreadable()
        }
        return response
    }
}

/// Keeps what was published and delivers nothing.
final class PublishedMessages: MessageBroker {
    private let messages = Mutex<[(exchange: String, key: String, message: OutgoingMessage)]>([])

    func publish(_ message: OutgoingMessage, to exchange: String, routingKey: String) async throws(BrokerError) {
        messages.withLock { $0.append((exchange, routingKey, message)) }
    }

    func deliveries(from queue: String, prefetch: Int) -> Deliveries { Deliveries { $0.finish() } }

    func take(from exchange: String) -> [OutgoingMessage] {
        messages.withLock { messages in
            defer { messages.removeAll { $0.exchange == exchange } }
            return messages.filter { $0.exchange == exchange }.map(\.message)
        }
    }
}
