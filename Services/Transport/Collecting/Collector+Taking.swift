import Documents
import Foundation
import HTTP
import Journal
import Letters
import Logging
import Mesh
import Messages
import Metrics
import Pipeline

extension Collector {
    enum Collected: Sendable {
        case taken, again, foreign, gone
        /// The message could not be collected in this round.
        case failed
        /// The message failed in a former round, and its pause is not over.
        case resting
        /// The message cannot be collected, for so long that the mailbox counts as read without it.
        case stuck
    }

    /// How far a message has come.
    private enum Step: Sendable {
        /// Its body and headers are on the disk; whoever downloads is free for the next while it is recorded.
        case stored(ReceivedMessage, Event)
        case notStored(Collected)
        case recorded(Collected)
    }

    /// Takes what can be taken, those that failed before after all others, and acknowledges it.
    func take(_ ids: [String], _ filter: InboxFilter, _ tally: inout Tally) async throws {
        var results: [String: Collected] = [:]
        let known = try await journal.read { database in
            try Set(ids.filter { try InboxLedger.isTaken($0, database) })
        }
        for id in known { results[id] = .again }
        let unknown = ids.filter { !known.contains($0) }
        try await withThrowingTaskGroup(of: (String, Step).self) { group in
            var rest = (unknown.filter { !memory.hasFailed($0) } + unknown.filter { memory.hasFailed($0) })[...]
            for _ in 0..<Self.width {
                if let id = rest.popFirst() { group.addTask { (id, try await collect(id, filter)) } }
            }
            while let (id, step) = try await group.next() {
                switch step {
                case .recorded(let result):
                    results[id] = result
                    continue
                case .stored(let message, let event):
                    group.addTask { (id, .recorded(try await record(message, event))) }
                case .notStored(let result):
                    results[id] = result
                    if result == .failed { tally.failed += 1 }
                }
                // Downloads in progress are finished before the round is given up: a good one may be slower than many that fail.
                guard tally.failed <= Self.mostFailures else { continue }
                if let next = rest.popFirst() { group.addTask { (next, try await collect(next, filter)) } }
            }
        }
        guard tally.failed <= Self.mostFailures else {
            throw MeshError(.unavailable, code: "inbox-fails", detail: "too many messages cannot be taken now")
        }
        tally.seen.formUnion(ids)
        tally.taken += results.values.count { $0 == .taken }
        tally.foreign += results.values.count { $0 == .foreign }
        tally.stuck += results.values.count { $0 == .stuck }
        tally.resting += results.values.count { $0 == .resting }
        let kept = ids.filter { results[$0] == .taken || results[$0] == .again }
        guard !kept.isEmpty else { return }
        try await journal.published()
        await acknowledge(kept)
    }

    /// Stores one message, unless it is not ours, or failed a while ago. One that cannot be taken does not keep us from
    /// the others; only what every message would meet ends the round.
    private func collect(_ id: String, _ filter: InboxFilter) async throws -> Step {
        let now = Date()
        guard !memory.isForeign(id, at: now) else { return .notStored(.foreign) }
        guard !memory.isResting(id, at: now) else {
            return .notStored(memory.isStuck(id, at: now) ? .stuck : .resting)
        }
        do {
            let head = try await inbox.headers(of: id)
            guard filter.accepts(head) else {
                memory.noteForeign(id, at: now)
                return .notStored(.foreign)
            }
            return try await store(head)
        } catch let error as MeshError {
            // MESH answers 403 for a message of another mailbox and for wrong credentials alike; listing the inbox
            // shows which.
            if error.code == MeshError.notOurs { _ = try await inbox.page(following: nil, size: 10) }
            return .notStored(try result(of: error, at: id))
        }
    }

    private func result(of error: MeshError, at id: String) throws -> Collected {
        switch error.kind {
        case .gone:
            logger.notice("message gone from the mailbox before it was collected", metadata: .of([.meshMessage: id]))
            return .gone
        case .certificate, .credentials, .cancelled, .local: throw error
        // Without a connection the round ends. A connection that breaks during a body may be the fault of this message.
        case .unreachable where error.code == "connection": throw error
        case .refused, .unavailable, .unreadable, .unreachable:
            if error.kind == .unreachable { inbox.report(error) }
            memory.noteFailure(id, error, interval: interval / .seconds(1), at: Date())
            let isStuck = memory.isStuck(id, at: Date())
            Counter(label: "transport_mesh_uncollectable_total", dimensions: [("code", error.code)]).increment()
            logger.error(
                isStuck
                    ? "message cannot be collected and stays in the mailbox"
                    : "message not collected; it is tried again",
                metadata: .of([.meshMessage: id, .code: error.code, .why: error.detail]))
            return isStuck ? .stuck : .failed
        }
    }

    /// Stores a message piece by piece, with the headers that MESH gave it.
    private func store(_ head: ReceivedMessage) async throws -> Step {
        let writer = try documents.writer(mediaType: Self.mediaType(head))
        let message = try await inbox.download(head, to: StoreSink(writer: writer))
        let fields = try JSONEncoder.meshPost.encode(MeshHeaders(fields: message.fields.mesh))
        let (other, headers) = try await documents.write(mediaType: "application/json") { try $0(fields) }
        let body = message.isReport ? nil : try writer.end()
        try await ObjectWriter.finish(body == nil ? [other] : [writer, other])
        return .stored(message, try Received.event(message, body: body, headers: headers, at: Date()))
    }

    /// Commits that a message was stored, with the event that tells of it.
    ///
    /// - Returns: `.again` for a message that was recorded before.
    private func record(_ message: ReceivedMessage, _ event: Event) async throws -> Collected {
        let id = message.id
        let isNew = try await journal.record { database in
            guard try InboxLedger.note(id, at: Date(), database) else { return (false, []) }
            return (true, [event])
        }
        if isNew { count(message) }
        memory.noteTaken(id)
        return isNew ? .taken : .again
    }

    /// The media type of the body; a chunked message gives it in MESH's own header.
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
                dimensions: [("code", AnswerCode.label(message.fields[.statusCode]))]
            ).increment()
        }
        logger.info(
            "message collected",
            metadata: .of([.meshMessage: message.id, .workflow: message.workflow, .bytes: message.size]))
    }

    /// Acknowledges collected messages to MESH. One whose acknowledgement fails is listed again in the next round and
    /// acknowledged then.
    private func acknowledge(_ ids: [String]) async {
        await withTaskGroup(of: Void.self) { group in
            for (number, id) in ids.enumerated() {
                if number >= Self.width { await group.next() }
                group.addTask {
                    do throws(MeshError) {
                        try await inbox.acknowledge(id)
                    } catch {
                        logger.warning(
                            "collected message not acknowledged to MESH; the next reading does it",
                            metadata: .of([.meshMessage: id, .why: error]))
                    }
                }
            }
        }
    }
}

/// Writes a received body into the document store.
private struct StoreSink: HTTPBodySink {
    let writer: ObjectWriter

    func write(_ bytes: UnsafeRawBufferPointer) throws { try writer.write(bytes) }
}
