import Documents
import Foundation
import Journal
import Letters
import Logging
import Mesh
import Messages
import Metrics
import Pipeline
import ServiceLifecycle

/// Reads our mailbox to its end, again and again: store, commit, publish, and only then acknowledge to MESH.
struct Collector: Service {
    let inbox: any MeshInbox
    let journal: Journal
    let documents: DocumentStore
    /// Called at the beginning of each round.
    let filter: @Sendable () async throws -> InboxFilter
    let interval: Duration
    /// Signalled when the way to MESH opens.
    let wakeup: Wakeup
    let meshStatus: SharedMeshStatus
    let logger: Logger
    /// Receives why the mailbox, or some of its messages, cannot be collected; nil when all can.
    let setReadiness: @Sendable (String?) -> Void
    let memory = InboxMemory()

    static let pageSize = 500
    /// Messages collected at a time: enough that several share one commit and one publisher confirm.
    static let width = 16
    /// Failed messages after which a round is abandoned, because MESH itself seems out of order. The next round begins
    /// with messages that have not failed.
    static let mostFailures = 10
    /// Maximum number of pages in one round.
    static let mostPages = 200
    /// Maximum number of successive pages that list nothing new.
    static let mostIdlePages = 50

    init(
        inbox: any MeshInbox, journal: Journal, documents: DocumentStore,
        filter: @escaping @Sendable () async throws -> InboxFilter, interval: Duration, wakeup: Wakeup,
        meshStatus: SharedMeshStatus,
        logger: Logger, setReadiness: @escaping @Sendable (String?) -> Void = { _ in }
    ) {
        self.setReadiness = setReadiness
        self.inbox = inbox
        self.journal = journal
        self.documents = documents
        self.filter = filter
        self.interval = interval
        self.wakeup = wakeup
        self.meshStatus = meshStatus
        self.logger = logger
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            try? await journal.write { try InboxLedger.sweep(at: Date(), $0) }
            while !Task.isCancelled {
                let isFull = inbox.isOpen ? await toldRound() : false
                if !isFull { await wakeup.wait(atMost: interval) }
            }
        }
    }

    /// Runs one round and reports its result to the status and to readiness; true when more messages are probably
    /// waiting.
    private func toldRound() async -> Bool {
        do {
            let taken = try await round()
            say(memory.sentence)
            return taken >= Self.pageSize
        } catch let error as MeshError {
            inbox.report(error)
            if error.kind == .cancelled || say("our mailbox was not read to its end: \(error.detail)") {
                logger.warning("mailbox not read to its end; it is read again", metadata: .of([.why: error]))
            }
        } catch is CancellationError {
            // The service is stopping. MESH lists a message again that was stored but not committed.
        } catch {
            let words = Sender.words(error)
            if say("what waits in the mailbox cannot be kept: \(words)") {
                logger.error("mailbox not read to its end; it is read again", metadata: .of([.why: words]))
            }
        }
        return false
    }

    /// Sets the sentence about collecting in the status and in readiness; true when it has changed.
    @discardableResult
    private func say(_ sentence: String?) -> Bool {
        let isNews = meshStatus.current.collecting != sentence
        meshStatus.note { $0.collecting = sentence }
        setReadiness(sentence)
        return isNews
    }

    /// Reads the mailbox to its end, publishes `mesh.polled` if no message failed, and returns how many messages it
    /// took.
    @discardableResult
    func round() async throws -> Int {
        let start = Date()
        let filter = try await filter()
        if memory.judge(by: filter) {
            logger.info(
                "workflows to collect",
                metadata: .of([.workflow: filter.workflows.sorted().joined(separator: ",")]))
        }
        var tally = Tally()
        var link: String?
        repeat {
            let page = try await inbox.page(following: link, size: Self.pageSize)
            if let count = page.approximateCount { meshStatus.note { $0.waiting = count } }
            try tally.note(page, after: link)
            try await take(page.messages.filter { !tally.seen.contains($0) }, filter, &tally)
            link = page.next
        } while link != nil
        memory.forget(allBut: tally.seen)
        let (foreign, stuck) = (tally.foreign, tally.stuck)
        meshStatus.note { ($0.foreign, $0.stuck) = (foreign, stuck) }
        if tally.foreign > 0 {
            logger.warning(
                "messages of other workflows left in the mailbox", metadata: .of([.count: tally.foreign]))
        }
        guard tally.isWhole else { return 0 }
        try await announceEnd(at: start, tally.taken)
        return tally.taken
    }

    /// The counts and page links of one round.
    struct Tally {
        var seen: Set<String> = []
        var taken = 0
        var foreign = 0
        var stuck = 0
        /// Messages that could not be collected in this round.
        var failed = 0
        /// Messages that failed in a former round and were skipped, because their pause is not over.
        var resting = 0
        private var restarts = 0
        private var pages = 0
        private var idlePages = 0
        private var links: Set<String> = []

        /// True when no message failed or was skipped; stuck messages and those of other workflows do not count.
        var isWhole: Bool { failed == 0 && resting == 0 }

        /// - Throws: `MeshError` when the pages lead in a circle or do not come to an end.
        mutating func note(_ page: InboxPage, after link: String?) throws(MeshError) {
            pages += 1
            idlePages = page.messages.allSatisfy(seen.contains) ? idlePages + 1 : 0
            if page.isRestarted {
                restarts += 1
                links = []
            } else if let link {
                links.insert(link)
            }
            guard restarts < 3 else {
                throw MeshError(.unavailable, code: "links-expire", detail: "the inbox's links expire at once")
            }
            guard !(page.next.map(links.contains) ?? false), pages < Collector.mostPages,
                idlePages < Collector.mostIdlePages
            else {
                throw MeshError(
                    .unavailable, code: "links-circle", detail: "the pages of the inbox lead in a circle or have no end"
                )
            }
        }
    }

    private func announceEnd(at start: Date, _ count: Int) async throws {
        try await journal.published()
        let mailbox = inbox.mailboxID
        let event = try Event(
            .meshPolled, MeshPolled(mailbox: mailbox, at: start - inbox.lag, received: count), about: mailbox,
            cause: Instant.text(start), from: .transport, at: Date())
        try await journal.record { _ in ((), [event]) }
        meshStatus.note { $0.polledAt = start }
    }
}
