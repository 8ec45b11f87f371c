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
    let logger: Logger
    let polled = Gauge(label: "transport_mesh_polled_timestamp_seconds")
    let foreign = Gauge(label: "transport_mesh_foreign_messages")

    static let pageSize = 500
    /// Messages taken at a time.
    static let width = 4

    func run() async throws {
        await cancelWhenGracefulShutdown {
            try? await journal.write { try InboxLedger.sweep(at: Date(), $0) }
            while !Task.isCancelled {
                var isFull = false
                if inbox.isOpen {
                    do {
                        isFull = try await round() >= Self.pageSize
                    } catch let error as MeshError {
                        inbox.report(error)
                        logger.warning("the mailbox was not read to its end", metadata: .of([.why: error]))
                    } catch {
                        logger.error("the mailbox was not read to its end", metadata: .of([.why: "\(type(of: error))"]))
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
            if page.isRestarted { tally.restarts += 1 }
            guard tally.restarts < 3 else {
                throw MeshError(.unavailable, code: "links-expire", detail: "the inbox's links expire at once")
            }
            try await take(page.messages.filter { !tally.seen.contains($0) }, &tally)
            link = page.next
        } while link != nil
        foreign.record(tally.foreign)
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
        var restarts = 0
    }

    private enum Sight: Sendable {
        case taken, again, foreign, gone, failed
    }

    private func take(_ ids: [String], _ tally: inout Tally) async throws {
        var sights: [String: Sight] = [:]
        try await withThrowingTaskGroup(of: (String, Sight).self) { group in
            var rest = ids[...]
            for id in rest.prefix(Self.width) { group.addTask { (id, try await look(at: id)) } }
            rest = rest.dropFirst(Self.width)
            while let (id, sight) = try await group.next() {
                sights[id] = sight
                if let next = rest.popFirst() { group.addTask { (next, try await look(at: next)) } }
            }
        }
        tally.seen.formUnion(ids)
        tally.taken += sights.values.count { $0 == .taken }
        tally.foreign += sights.values.count { $0 == .foreign }
        tally.failed += sights.values.count { $0 == .failed }
        let kept = ids.filter { sights[$0] == .taken || sights[$0] == .again }
        guard !kept.isEmpty else { return }
        try await journal.published()
        await acknowledge(kept)
    }

    /// Takes one message, unless it was taken before or is not ours.
    private func look(at id: String) async throws -> Sight {
        if try await journal.read({ try InboxLedger.isTaken(id, $0) }) { return .again }
        do {
            let head = try await inbox.headers(of: id)
            guard ours.contains(head) else { return .foreign }
            return try await keep(id) ? .taken : .again
        } catch let error as MeshError {
            if error.kind == .gone { return .gone }
            guard error.verdict == .neverForThisLetter else { throw error }
            Counter(label: "transport_mesh_uncollectable_total", dimensions: [("code", error.code)]).increment()
            logger.error(
                "a message in the mailbox cannot be taken and stays there",
                metadata: .of([.meshMessage: id, .code: error.code, .why: error.detail]))
            return .foreign
        }
    }

    /// Stores a message, then commits that and tells of it; true at first sight.
    private func keep(_ id: String) async throws -> Bool {
        let (message, content) = try await inbox.download(id)
        let mediaType = message.fields[.contentType] ?? "application/octet-stream"
        let body = message.isReport ? nil : try await documents.put(content, mediaType: mediaType)
        let headers = try await documents.put(
            try JSONEncoder.meshPost.encode(MeshHeaders(fields: message.fields.mesh)), mediaType: "application/json")
        let event = try Received.event(message, body: body, headers: headers, at: Date())
        let isNew = try await journal.record { database in
            guard try InboxLedger.note(id, at: Date(), database) else { return (false, []) }
            return (true, [event])
        }
        if isNew {
            Counter(
                label: "transport_mesh_received_total", dimensions: [("type", message.isReport ? "report" : "data")]
            ).increment()
            logger.info(
                "received", metadata: .of([.meshMessage: id, .workflow: message.workflow, .bytes: message.size]))
        }
        return isNew
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
        polled.record(Int(start.timeIntervalSince1970))
    }
}
