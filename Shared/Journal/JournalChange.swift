public import GRDB
import Letters
public import Messages
public import Pipeline

/// What an event changes in a journal, to be committed with what its neighbours change.
struct JournalChange: Change {
    /// What is to follow from a change that is on the disk.
    struct Outcome: Sendable {
        /// For the runner to publish.
        var events: [Event] = []
        /// Something is there for the relay to publish.
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
    /// Deals with an event once: in one transaction the inbox notes it, `body` changes its rows, and the events that
    /// `body` returns go into the outbox. Nothing of that happens before the work is committed.
    ///
    /// An event that was dealt with before does not reach `body`; outcomes that it left unpublished are returned again.
    ///
    /// - Parameter whenCommitted: told the outcomes once they are on the disk.
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

    /// Changes rows that are an inbox themselves: `body` sees to it that an event seen twice changes nothing. The events
    /// that it returns go into the outbox, from where the relay publishes them.
    ///
    /// - Parameter closing: does what `body` left to the end of the commit; the same for all of a journal's changes.
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
