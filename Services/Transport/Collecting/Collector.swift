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
    let ours: Ours
    let interval: Duration
    /// Rung when the way to MESH opens.
    let bell: Bell
    let board: MeshBoard
    let logger: Logger
    /// Told why nothing can be kept, and nil when it can again.
    let tell: @Sendable (String?) -> Void
    private let memory = InboxMemory()

    static let pageSize = 500
    /// Messages taken at a time.
    static let width = 4
    /// Messages that may fail before the round is given up.
    static let mostFailures = 10

    init(
        inbox: any MeshInbox, journal: Journal, documents: DocumentStore, ours: Ours, interval: Duration, bell: Bell,
        board: MeshBoard, logger: Logger, tell: @escaping @Sendable (String?) -> Void = { _ in }
    ) {
        self.tell = tell
        self.inbox = inbox
        self.journal = journal
        self.documents = documents
        self.ours = ours
        self.interval = interval
        self.bell = bell
        self.board = board
        self.logger = logger
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            try? await journal.write { try InboxLedger.sweep(at: Date(), $0) }
            while !Task.isCancelled {
                var isFull = false
                if inbox.isOpen {
                    do {
                        isFull = try await round() >= Self.pageSize
                        tell(nil)
                    } catch let error as MeshError {
                        inbox.report(error)
                        logger.warning("the mailbox was not read to its end", metadata: .of([.why: error]))
                    } catch is CancellationError {
                        // The service ends; what was stored and not yet told comes again.
                    } catch {
                        let words = Sender.words(error)
                        logger.error("the mailbox was not read to its end", metadata: .of([.why: words]))
                        tell("what waits in the mailbox cannot be kept: \(words)")
                    }
                }
                if !isFull { await bell.wait(atMost: interval) }
            }
        }
    }

    /// Reads the mailbox to its end, tells that it was, and gives how many messages it took.
    @discardableResult
    func round() async throws -> Int {
        let start = Date()
        var tally = Tally()
        var link: String?
        repeat {
            let page = try await inbox.page(following: link, size: Self.pageSize)
            if let count = page.approximateCount { board.note { $0.waiting = count } }
            if page.isRestarted { tally.restarts += 1 }
            guard tally.restarts < 3 else {
                throw MeshError(.unavailable, code: "links-expire", detail: "the inbox's links expire at once")
            }
            try await take(page.messages.filter { !tally.seen.contains($0) }, &tally)
            link = page.next
        } while link != nil
        memory.forget(allBut: tally.seen)
        let (foreign, stuck) = (tally.foreign, tally.stuck)
        board.note { ($0.foreign, $0.stuck) = (foreign, stuck) }
        if tally.foreign > 0 {
            logger.warning(
                "messages of workflows that are not ours stay in the mailbox", metadata: .of([.count: tally.foreign]))
        }
        guard tally.failed == 0 else { return 0 }
        try await announceEnd(at: start, tally.taken)
        return tally.taken
    }

    private struct Tally {
        var seen: Set<String> = []
        var taken = 0
        var foreign = 0
        var failed = 0
        var stuck = 0
        var restarts = 0
    }

    private enum Sight: Sendable {
        case taken, again, foreign, gone
        /// It could not be taken this time.
        case failed
        /// It cannot be taken, and no longer keeps us from saying that all others were.
        case stuck
    }

    private func take(_ ids: [String], _ tally: inout Tally) async throws {
        var sights: [String: Sight] = [:]
        try await withThrowingTaskGroup(of: (String, Sight).self) { group in
            var rest = ids[...]
            for id in rest.prefix(Self.width) { group.addTask { (id, try await look(at: id)) } }
            rest = rest.dropFirst(Self.width)
            while let (id, sight) = try await group.next() {
                sights[id] = sight
                if sight == .failed { tally.failed += 1 }
                guard tally.failed <= Self.mostFailures else {
                    throw MeshError(.unavailable, code: "inbox-fails", detail: "too many messages cannot be taken now")
                }
                if let next = rest.popFirst() { group.addTask { (next, try await look(at: next)) } }
            }
        }
        tally.seen.formUnion(ids)
        tally.taken += sights.values.count { $0 == .taken }
        tally.foreign += sights.values.count { $0 == .foreign }
        tally.stuck += sights.values.count { $0 == .stuck }
        let kept = ids.filter { sights[$0] == .taken || sights[$0] == .again }
        guard !kept.isEmpty else { return }
        try await journal.published()
        await acknowledge(kept)
    }

    /// Takes one message, unless it was taken before or is not ours. One that cannot be taken does not keep us from the
    /// others; only what every message would meet ends the round.
    private func look(at id: String) async throws -> Sight {
        if try await journal.read({ try InboxLedger.isTaken(id, $0) }) { return .again }
        guard !memory.isForeign(id) else { return .foreign }
        guard !memory.isHopeless(id) else { return .stuck }
        do {
            let head = try await inbox.headers(of: id)
            guard ours.contains(head) else {
                memory.noteForeign(id)
                return .foreign
            }
            return try await keep(head) ? .taken : .again
        } catch let error as MeshError {
            // The same 403 says that one message is not ours, or that MESH no longer knows us: the inbox tells which.
            if error.code == MeshError.notOurs { _ = try await inbox.page(following: nil, size: 10) }
            return try sight(of: error, at: id)
        }
    }

    private func sight(of error: MeshError, at id: String) throws -> Sight {
        switch error.kind {
        case .gone:
            logger.notice("a message vanished from the mailbox before it was taken", metadata: .of([.meshMessage: id]))
            return .gone
        case .unreachable, .certificate, .credentials, .cancelled, .local: throw error
        case .refused, .unavailable, .unreadable:
            if error.verdict == .neverForThisLetter { memory.noteHopeless(id) }
            let isStuck = memory.isHopeless(id) || memory.isStuck(id, at: Date())
            Counter(label: "transport_mesh_uncollectable_total", dimensions: [("code", error.code)]).increment()
            logger.error(
                isStuck
                    ? "a message in the mailbox cannot be taken and stays there"
                    : "a message in the mailbox could not be taken this time",
                metadata: .of([.meshMessage: id, .code: error.code, .why: error.detail]))
            return isStuck ? .stuck : .failed
        }
    }

    /// Stores a message piece by piece, then commits that and tells of it; true at first sight.
    private func keep(_ head: ReceivedMessage) async throws -> Bool {
        let id = head.id
        let writer = try documents.writer(mediaType: Self.mediaType(head))
        let message = try await inbox.download(id, to: StoreSink(writer: writer))
        let body = message.isReport ? nil : try await writer.finish()
        let headers = try await documents.put(
            try JSONEncoder.meshPost.encode(MeshHeaders(fields: message.fields.mesh)), mediaType: "application/json")
        let event = try Received.event(message, body: body, headers: headers, at: Date())
        let isNew = try await journal.record { database in
            guard try InboxLedger.note(id, at: Date(), database) else { return (false, []) }
            return (true, [event])
        }
        if isNew { count(message) }
        return isNew
    }

    /// Of a message in chunks the type stands in MESH's own header.
    private static func mediaType(_ head: ReceivedMessage) -> String {
        head.fields[.contentType] ?? head.fields["content-type"] ?? "application/octet-stream"
    }

    private func count(_ message: ReceivedMessage) {
        Counter(label: "transport_mesh_received_total", dimensions: [("type", message.isReport ? "report" : "data")])
            .increment()
        Counter(label: "transport_mesh_received_bytes_total").increment(by: message.size)
        if message.isReport {
            Counter(
                label: "transport_mesh_reports_total",
                dimensions: [("code", MeshCode.label(message.fields[.statusCode]))]
            ).increment()
        }
        logger.info(
            "received", metadata: .of([.meshMessage: message.id, .workflow: message.workflow, .bytes: message.size]))
    }

    /// What is not acknowledged now is seen again in the next round, and acknowledged then.
    private func acknowledge(_ ids: [String]) async {
        await withTaskGroup(of: Void.self) { group in
            for (number, id) in ids.enumerated() {
                if number >= Self.width { await group.next() }
                group.addTask {
                    do throws(MeshError) {
                        try await inbox.acknowledge(id)
                    } catch {
                        logger.warning(
                            "a message that we have was not acknowledged to MESH yet",
                            metadata: .of([.meshMessage: id, .why: error]))
                    }
                }
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
        board.note { $0.polledAt = start }
    }
}

/// A received body on its way into the document store.
private struct StoreSink: MeshBodySink {
    let writer: ObjectWriter

    func write(_ bytes: UnsafeRawBufferPointer) throws { try writer.write(bytes) }
}
