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
    /// Asked at the beginning of each round.
    let filter: @Sendable () async throws -> InboxFilter
    let interval: Duration
    /// Signalled when the way to MESH opens.
    let wakeup: Wakeup
    let meshStatus: SharedMeshStatus
    let logger: Logger
    /// Told why the mailbox, or what of it, cannot be taken, and nil when all can.
    let setReadiness: @Sendable (String?) -> Void
    let memory = InboxMemory()

    static let pageSize = 500
    /// Messages taken at a time, as many as commits and confirms are worth sharing.
    static let width = 16
    /// Messages that may fail before the round is given up: MESH is out of order. The next begins with others.
    static let mostFailures = 10
    /// Pages of one round.
    static let mostPages = 200
    /// Pages one after the other that list nothing new.
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

    /// A round, and what came of it in words; true when there is more to take at once.
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
            // The service ends; what was stored and not yet told comes again.
        } catch {
            let words = Sender.words(error)
            if say("what waits in the mailbox cannot be kept: \(words)") {
                logger.error("mailbox not read to its end; it is read again", metadata: .of([.why: words]))
            }
        }
        return false
    }

    /// True when that is news.
    @discardableResult
    private func say(_ sentence: String?) -> Bool {
        let isNews = meshStatus.current.collecting != sentence
        meshStatus.note { $0.collecting = sentence }
        setReadiness(sentence)
        return isNews
    }

    /// Reads the mailbox to its end, tells that it was, and gives how many messages it took.
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

    /// What one round has seen.
    struct Tally {
        var seen: Set<String> = []
        var taken = 0
        var foreign = 0
        var stuck = 0
        /// Could not be taken in this round.
        var failed = 0
        /// Failed a while ago, and were not asked for.
        var resting = 0
        private var restarts = 0
        private var pages = 0
        private var idlePages = 0
        private var links: Set<String> = []

        /// All was taken but what is stuck.
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
