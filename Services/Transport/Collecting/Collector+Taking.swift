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
    enum Sight: Sendable {
        case taken, again, foreign, gone
        /// It could not be taken this time.
        case failed
        /// It failed a while ago, and is not asked for yet.
        case resting
        /// It cannot be taken, and no longer keeps us from saying that all others were.
        case stuck
    }

    /// Takes what can be taken, those that failed before after all others, and acknowledges it.
    func take(_ ids: [String], _ ours: Ours, _ tally: inout Tally) async throws {
        var sights: [String: Sight] = [:]
        let known = try await journal.read { database in
            try Set(ids.filter { try InboxLedger.isTaken($0, database) })
        }
        for id in known { sights[id] = .again }
        let unknown = ids.filter { !known.contains($0) }
        try await withThrowingTaskGroup(of: (String, Sight).self) { group in
            var rest = (unknown.filter { !memory.hasFailed($0) } + unknown.filter { memory.hasFailed($0) })[...]
            for _ in 0..<Self.width {
                if let id = rest.popFirst() { group.addTask { (id, try await look(at: id, ours)) } }
            }
            while let (id, sight) = try await group.next() {
                sights[id] = sight
                if sight == .failed { tally.failed += 1 }
                // Those that are on their way end first: a good one may be slower than many that fail.
                guard tally.failed <= Self.mostFailures else { continue }
                if let next = rest.popFirst() { group.addTask { (next, try await look(at: next, ours)) } }
            }
        }
        guard tally.failed <= Self.mostFailures else {
            throw MeshError(.unavailable, code: "inbox-fails", detail: "too many messages cannot be taken now")
        }
        tally.seen.formUnion(ids)
        tally.taken += sights.values.count { $0 == .taken }
        tally.foreign += sights.values.count { $0 == .foreign }
        tally.stuck += sights.values.count { $0 == .stuck }
        tally.resting += sights.values.count { $0 == .resting }
        let kept = ids.filter { sights[$0] == .taken || sights[$0] == .again }
        guard !kept.isEmpty else { return }
        try await journal.published()
        await acknowledge(kept)
    }

    /// Takes one message, unless it is not ours, or failed a while ago. One that cannot be taken does not keep us from
    /// the others; only what every message would meet ends the round.
    private func look(at id: String, _ ours: Ours) async throws -> Sight {
        let now = Date()
        guard !memory.isForeign(id, at: now) else { return .foreign }
        guard !memory.isResting(id, at: now) else { return memory.isStuck(id, at: now) ? .stuck : .resting }
        do {
            let head = try await inbox.headers(of: id)
            guard ours.contains(head) else {
                memory.noteForeign(id, at: now)
                return .foreign
            }
            let isNew = try await keep(head)
            memory.noteTaken(id)
            return isNew ? .taken : .again
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
        case .certificate, .credentials, .cancelled, .local: throw error
        // Nobody answers: what broke off in its midst may be the message's own.
        case .unreachable where error.code == "connection": throw error
        case .refused, .unavailable, .unreadable, .unreachable:
            if error.kind == .unreachable { inbox.report(error) }
            memory.noteFailure(id, error, interval: interval / .seconds(1), at: Date())
            let isStuck = memory.isStuck(id, at: Date())
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
        let message = try await inbox.download(head, to: StoreSink(writer: writer))
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
                dimensions: [("code", AnswerCode.label(message.fields[.statusCode]))]
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
}

/// A received body on its way into the document store.
private struct StoreSink: HTTPBodySink {
    let writer: ObjectWriter

    func write(_ bytes: UnsafeRawBufferPointer) throws { try writer.write(bytes) }
}
