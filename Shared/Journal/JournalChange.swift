public import GRDB
import Letters
public import Messages
public import Pipeline

/// The changes that an event makes in a journal; they are committed together with those of other events.
struct JournalChange: Change {
    /// The result of a committed change.
    struct Outcome: Sendable {
        /// Events that the runner publishes.
        var events: [Event] = []
        /// True if the outbox has events that the relay must publish.
        var isRecorded = false
    }

    let journal: Journal
    let body: @Sendable (Database) throws -> Outcome
    var closing: (any Closing)?
    var whenCommitted: (@Sendable ([Event]) -> Void)?

    static func commit(_ changes: [JournalChange]) async -> [Result<Work, any Error>] {
        guard let journal = changes.first?.journal else { return [] }
        let outcomes = await journal.writes.enqueue(
            changes.map(\.body), closing: changes.lazy.compactMap(\.closing).first)
        if outcomes.contains(where: { (try? $0.get())?.isRecorded == true }) { journal.writes.announce() }
        return zip(changes, outcomes).map { change, outcome in
            outcome.mapError { journal.judged(.writing, $0) }.map { outcome in
                let events = outcome.events
                change.whenCommitted?(events)
                guard !events.isEmpty else { return Work() }
                return Work(outcomes: events) { journal.writes.settle(events.map(\.id)) }
            }
        }
    }
}

extension Journal {
    /// Handles an event once. In one transaction, the inbox records the event, `body` changes its rows, and the events
    /// that `body` returns go into the outbox. Nothing runs before the returned work is committed.
    ///
    /// For an event that was handled before, `body` does not run; its outcomes that are still unpublished are returned
    /// again.
    ///
    /// - Parameter whenCommitted: called with the outcomes once they are durable.
    public func handle(
        _ event: Event, _ body: @escaping @Sendable (Database) throws -> [Event],
        whenCommitted: (@Sendable ([Event]) -> Void)? = nil
    ) -> Work {
        Work(
            change: JournalChange(
                journal: self,
                body: { database in
                    guard try Inbox.note(event, database) else {
                        return JournalChange.Outcome(events: try Outbox.pending(cause: event, database))
                    }
                    let outcomes = try body(database)
                    for outcome in outcomes { try Outbox.add(outcome, cause: event, database) }
                    return JournalChange.Outcome(events: outcomes)
                }, whenCommitted: whenCommitted))
    }

    /// Changes rows that recognise repeated events themselves: `body` must change nothing for an event that it has
    /// seen. The events that it returns go into the outbox, from where the relay publishes them.
    ///
    /// - Parameter closing: does the work that `body` leaves to the end of the commit; the same object for all changes
    ///   of a journal.
    public func change(
        closing: any Closing, _ body: @escaping @Sendable (Database) throws -> [Event]
    ) -> Work {
        Work(
            change: JournalChange(
                journal: self,
                body: { database in
                    let events = try body(database)
                    for event in events { try Outbox.add(event, cause: nil, database) }
                    return JournalChange.Outcome(isRecorded: !events.isEmpty)
                }, closing: closing))
    }
}
