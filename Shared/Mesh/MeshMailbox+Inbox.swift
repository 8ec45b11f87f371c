public import Foundation
public import HTTP
import Synchronization

extension MeshMailbox {
    /// Returns a page of the inbox: the first, or the one at the `link` of the page before.
    ///
    /// If MESH no longer accepts the link, returns the first page.
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

    /// The path of a link, unchanged because it is already escaped. Links to other hosts are refused, because the
    /// request would send them our signature.
    private func path(of link: String) throws(MeshError) -> String {
        if link.hasPrefix("/") { return link }
        guard link.hasPrefix(settings.origin + "/") else {
            throw .interposed("the list of the inbox", "its next page is on another host")
        }
        return String(link.dropFirst(settings.origin.count))
    }

    /// Returns the headers of a message without downloading it.
    public func headers(of id: String) async throws(MeshError) -> ReceivedMessage {
        var call = Call(.head, messagePath(id), .headers(id: id, mailbox: settings.mailbox))
        call.isAboutOneMessage = true
        let response = try await ask(call)
        return ReceivedMessage(id: id, fields: response.headers, size: 0)
    }

    /// Downloads a message: all its chunks in order, decompressed.
    ///
    /// The sink has the whole message only when this method returns; after an error, discard what it received. It
    /// receives nothing of an answer that is not this message.
    ///
    /// - Parameter head: the result of `headers(of:)`, with which the message must agree.
    /// - Throws: `MeshError`: `.gone` if the message does not exist (any more), `.unreadable` if another message comes,
    ///   and the codes `download-too-large`, `too-many-chunks` and `chunk-missing`.
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

    /// Downloads a message into memory.
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

    /// Tells MESH that we have stored the message, so that MESH may delete it. Succeeds if it was already acknowledged.
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
