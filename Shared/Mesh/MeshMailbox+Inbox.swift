public import Foundation
public import HTTP
import Synchronization

extension MeshMailbox {
    /// A page of the inbox: the first, or the one that `link` of the page before leads to.
    ///
    /// A link that MESH no longer accepts leads to the first page again.
    public func inbox(following link: String? = nil, pageSize: Int = 500) async throws(MeshError) -> InboxPage {
        guard let link else { return try await page("\(mailboxPath)/inbox?max_results=\(pageSize)") }
        do {
            return try await page(try path(of: link))
        } catch {
            guard error.status == 400 || error.status == 404 || error.status == 410 || error.status == 500 else {
                throw error
            }
            var first = try await inbox(pageSize: pageSize)
            first.isRestarted = true
            return first
        }
    }

    private func page(_ path: String) async throws(MeshError) -> InboxPage {
        try JSONAnswer(
            try await ask(Call(.get, path, .page(inbox: "\(mailboxPath)/inbox", origin: settings.origin)))
        ).page()
    }

    /// The link verbatim: it is escaped already. Never to another host, because we would sign for it.
    private func path(of link: String) throws(MeshError) -> String {
        if link.hasPrefix("/") { return link }
        guard link.hasPrefix(settings.origin + "/") else {
            throw .interposed("the list of the inbox", "its next page is on another host")
        }
        return String(link.dropFirst(settings.origin.count))
    }

    /// What a message's headers say, without taking it.
    public func headers(of id: String) async throws(MeshError) -> ReceivedMessage {
        var call = Call(.head, messagePath(id), .headers(id: id, mailbox: settings.mailbox))
        call.isAboutOneMessage = true
        let response = try await ask(call)
        return ReceivedMessage(id: id, fields: response.headers, size: 0)
    }

    /// Takes a message, all its chunks in order, decompressed.
    ///
    /// The sink has all of it only when this returns: whatever it got before a failure is to be thrown away. It gets
    /// nothing of an answer that is not this message.
    ///
    /// - Parameter head: what `headers(of:)` said of it: the message must be the same.
    /// - Throws: `MeshError`: `.gone` when it is not (or no longer) there, `.unreadable` when what comes is another,
    ///   `download-too-large`, `too-many-chunks`, `chunk-missing`.
    public func download(
        _ id: String, agreeing head: ReceivedMessage? = nil, to sink: any HTTPBodySink
    ) async throws(MeshError) -> ReceivedMessage {
        var message: ReceivedMessage?
        var number = 1
        let end = ContinuousClock.now + .seconds(settings.longestDownload)
        while true {
            let (size, seen) = (message?.size ?? 0, message?.fields ?? head?.fields)
            let response = try await chunk(number, of: id, like: seen, to: sink, limit: settings.largestDownload - size)
            let total = ChunkRange(response.headers[.chunkRange])?.total ?? 1
            if message == nil { message = ReceivedMessage(id: id, fields: response.headers, size: 0) }
            message?.size += response.size
            guard response.status == 206 else {
                guard number >= total, let message else { throw Self.incomplete(number, total) }
                return message
            }
            guard number < total else { throw Self.incomplete(number, total) }
            guard total <= settings.mostChunks else {
                throw MeshError(
                    .refused, code: "too-many-chunks",
                    detail: "the message has \(total) chunks, we take \(settings.mostChunks)")
            }
            guard ContinuousClock.now < end else {
                throw MeshError(
                    .unreachable, code: "timeout",
                    detail: "the message was not there in all its chunks after \(settings.longestDownload) s")
            }
            number += 1
        }
    }

    /// Takes a message into memory.
    public func download(_ id: String) async throws(MeshError) -> (message: ReceivedMessage, body: Data) {
        let sink = DataSink()
        let message = try await download(id, to: sink)
        return (message, sink.data)
    }

    private func chunk(
        _ number: Int, of id: String, like seen: HeaderFields?, to sink: any HTTPBodySink, limit: Int
    ) async throws(MeshError) -> HTTPResponse {
        var call = Call(
            .get, number == 1 ? messagePath(id) : "\(messagePath(id))/\(number)",
            .chunk(number, id: id, mailbox: settings.mailbox, like: seen))
        call.isAboutOneMessage = true
        call.sink = sink
        call.limit = limit
        do {
            return try await ask(call)
        } catch {
            guard number > 1, error.kind == .gone else { throw error }
            throw MeshError(
                .unavailable, code: MeshError.chunkMissing, status: error.status,
                detail: "chunk \(number) of the message is not there (yet)")
        }
    }

    /// Tells MESH that we keep the message; it may then forget it. Done already is done.
    public func acknowledge(_ id: String) async throws(MeshError) {
        var call = Call(.put, "\(messagePath(id))/status/acknowledged", .acknowledgement(id: id))
        call.isAboutOneMessage = true
        do {
            _ = try await ask(call)
        } catch {
            guard error.kind == .gone else { throw error }
        }
    }

    private func messagePath(_ id: String) -> String { "\(mailboxPath)/inbox/\(id.percentEncoded)" }

    private static func incomplete(_ number: Int, _ total: Int) -> MeshError {
        MeshError(
            .unavailable, code: MeshError.chunkMissing, detail: "the message ended with chunk \(number) of \(total)")
    }
}

/// Collects a body in memory.
private final class DataSink: HTTPBodySink {
    private let bytes = Mutex(Data())

    var data: Data { bytes.withLock { $0 } }

    func write(_ new: UnsafeRawBufferPointer) { bytes.withLock { $0.append(contentsOf: new) } }
}
