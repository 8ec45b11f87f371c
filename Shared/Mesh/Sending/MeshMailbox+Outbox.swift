import Foundation
import HTTP

extension MeshMailbox {
    /// Sends a message once. Neither this method nor libcurl repeats it, with one exception: after a refused token
    /// (403), which MESH checks before anything else, it is sent once more with a new token.
    ///
    /// A message longer than the largest request is sent in chunks. The first chunk is sent once like a whole message.
    /// Later chunks may be repeated, because the message stays invisible to the recipient until the last chunk arrives.
    public func send(_ message: MeshMessage) async -> SendOutcome {
        guard message.body.size > 0 else {
            return .refused(MeshError(.refused, code: "02", detail: "the message has no content"))
        }
        guard message.body.size <= settings.largestMessage else {
            return .refused(
                MeshError(
                    .refused, code: "message-too-large",
                    detail: "the message has \(message.body.size) bytes, MESH takes \(settings.largestMessage)"))
        }
        let plan = ChunkPlan(size: message.body.size, chunkSize: settings.largestRequest)
        guard plan.count > 1 else { return await sendFirst(message, plan, try? await compressed(message, plan)) }
        return await turnstile.pass { await sendChunks(message, plan) }
    }

    /// The first chunk compressed, or nil if compression is not worthwhile. All other chunks follow its decision.
    private func compressed(_ message: MeshMessage, _ plan: ChunkPlan) async throws -> Data? {
        guard message.body.size >= settings.compressFrom else { return nil }
        return try await Gzip.compress(message.body.part(plan.range(of: 1)))
    }

    private func sendFirst(_ message: MeshMessage, _ plan: ChunkPlan, _ zipped: Data?) async -> SendOutcome {
        let call: Call
        do {
            call = try outboxCall(message, plan, zipped)
        } catch {
            return .refused(error)
        }
        let first = await offer(call)
        guard case .notSent(let error) = first, error.status == 403 else { return first }
        return await offer(call)
    }

    private func sendChunks(_ message: MeshMessage, _ plan: ChunkPlan) async -> SendOutcome {
        let (upload, isCompressed): (String, Bool)
        do {
            // Released as soon as it has been sent.
            let first = try await compressed(message, plan)
            isCompressed = first != nil
            if let begun = message.upload {
                upload = begun
            } else {
                let outcome = await sendFirst(message, plan, first)
                guard case .accepted(let id) = outcome else { return outcome }
                upload = id
            }
        } catch {
            return .notSent(Self.unreadable(error))
        }
        for number in 2...plan.count {
            do throws(MeshError) {
                try await sendChunk(number, of: message, upload, plan, isCompressed: isCompressed)
            } catch {
                // 423: the upload is closed. The last chunk has arrived, and it is sent only after all others.
                if error.status == 423 { break }
                return Self.outcome(of: error, chunk: number, upload)
            }
        }
        return .accepted(messageID: upload)
    }

    private func sendChunk(
        _ number: Int, of message: MeshMessage, _ upload: String, _ plan: ChunkPlan, isCompressed: Bool
    ) async throws(MeshError) {
        let part = message.body.part(plan.range(of: number))
        var call = Call(
            .post, "\(mailboxPath)/outbox/\(upload.percentEncoded)/\(number)", .upload(id: upload, chunk: number))
        call.body = part
        call.headers = [
            (MeshHeader.chunkRange.rawValue, plan.header(of: number)), ("Content-Type", "application/octet-stream"),
        ]
        if isCompressed {
            do {
                // Compressed because the first chunk was, even if that makes it no smaller.
                call.body = message.body.rewritten(as: try await Gzip.compress(part, atAnyRate: true))
            } catch {
                throw Self.unreadable(error)
            }
            call.headers.append(("Content-Encoding", "gzip"))
        }
        _ = try await ask(call)
    }

    private static func outcome(of error: MeshError, chunk number: Int, _ upload: String) -> SendOutcome {
        switch error.kind {
        case .gone:
            .notSent(
                MeshError(
                    .unavailable, code: MeshError.uploadGone, status: error.status,
                    detail: "MESH no longer has the upload that chunk \(number) belongs to"))
        case .refused: .refused(error)
        default: .interrupted(upload: upload, error)
        }
    }

    private static func unreadable(_ error: any Error) -> MeshError {
        MeshError(.local, code: "local-file", detail: "what is to be sent could not be read: \(type(of: error))")
    }

    private func outboxCall(
        _ message: MeshMessage, _ plan: ChunkPlan, _ zipped: Data?
    ) throws(MeshError) -> Call {
        var call = Call(.post, "\(mailboxPath)/outbox", .send(localID: message.localID))
        call.isRepeatable = false
        call.body = zipped.map { message.body.rewritten(as: $0) } ?? message.body.part(plan.range(of: 1))
        var fields: [(MeshHeader, String?)] = [
            (.to, message.to), (.workflowID, message.workflow), (.localID, message.localID),
            (.subject, message.subject), (.fileName, message.fileName), (.partnerID, message.partnerID),
        ]
        if plan.count > 1 {
            fields += [(.chunkRange, plan.header(of: 1)), (.contentType, message.contentType)]
        }
        for case (let header, let value?) in fields where !value.isEmpty {
            call.headers.append((header.rawValue, try header.checked(value)))
        }
        let contentType = plan.count > 1 ? "application/octet-stream" : message.contentType
        call.headers.append(("Content-Type", try MeshHeader.contentType.checked(contentType)))
        if zipped != nil { call.headers.append(("Content-Encoding", "gzip")) }
        return call
    }

    private func offer(_ call: Call) async -> SendOutcome {
        switch await judged(call) {
        case .success(let response): outcome(of: response)
        case .failure(let error): error.wasSent ? .unknown(error) : .notSent(error)
        }
    }

    private func outcome(of response: HTTPResponse) -> SendOutcome {
        guard (200...299).contains(response.status) else { return failure(of: response) }
        if let said = ErrorBody(response.body, isFailure: false) {
            return .refused(
                MeshError(.refused, code: said.code ?? "error-in-success", status: response.status, detail: said.text))
        }
        guard let id = JSONAnswer(response).messageID else {
            return .unknown(.interposed("a send", "it names no message"))
        }
        return .accepted(messageID: id)
    }

    private func failure(of response: HTTPResponse) -> SendOutcome {
        let error = StatusTable.error(response, retryAfter: retryAfter(response))
        switch StatusTable.row(response.status).send {
        case .refused: return .refused(error)
        case .unknown: return .unknown(error)
        case .notSent:
            // A send cannot refer to a missing message, so this 404 or 410 comes from something other than MESH.
            guard error.kind == .gone else { return .notSent(error) }
            return .notSent(.interposed("a send", "HTTP \(response.status)"))
        }
    }
}
