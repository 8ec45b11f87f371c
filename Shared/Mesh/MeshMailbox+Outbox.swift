extension MeshMailbox {
    /// Sends a message, once: nothing here or in libcurl repeats it, except that a refused token (403), which MESH
    /// judges before anything else, is renewed once.
    public func send(_ message: MeshMessage) async -> SendOutcome {
        let call: Call
        do {
            call = try outboxCall(message)
        } catch {
            return .refused(error)
        }
        let first = await offer(call)
        guard case .notSent(let error) = first, error.status == 403 else { return first }
        return await offer(call)
    }

    private func outboxCall(_ message: MeshMessage) throws(MeshError) -> Call {
        guard message.body.size > 0 else {
            throw MeshError(.refused, code: "02", detail: "the message has no content")
        }
        guard message.body.size <= settings.largestRequest else {
            throw MeshError(
                .refused, code: "message-too-large",
                detail: "the message has \(message.body.size) bytes, one request takes \(settings.largestRequest)")
        }
        var call = Call(.post, "\(mailboxPath)/outbox")
        call.isRepeatable = false
        call.body = message.body
        let fields: [(MeshHeader, String?)] = [
            (.to, message.to), (.workflowID, message.workflow), (.localID, message.localID),
            (.subject, message.subject), (.fileName, message.fileName), (.partnerID, message.partnerID),
        ]
        for case (let header, let value?) in fields where !value.isEmpty {
            call.headers.append((header.rawValue, try header.checked(value)))
        }
        call.headers.append(("Content-Type", try MeshHeader.contentType.checked(message.contentType)))
        return call
    }

    private func offer(_ call: Call) async -> SendOutcome {
        switch await perform(call) {
        case .success(let response): outcome(of: response)
        case .failure(let failure): failure.wasSent ? .unknown(MeshError(failure)) : .notSent(MeshError(failure))
        }
    }

    private func outcome(of response: HTTPResponse) -> SendOutcome {
        guard (200...299).contains(response.status) else { return failure(of: response) }
        if let said = ErrorBody(response.body, isFailure: false) {
            return .refused(
                MeshError(.refused, code: said.code ?? "error-in-success", status: response.status, detail: said.text))
        }
        guard let id = JSONAnswer(response).messageID else {
            return .unknown(
                MeshError(
                    .unreadable, code: "no-message-id", status: response.status,
                    detail: "the answer to a send names no message"))
        }
        return .accepted(messageID: id)
    }

    private func failure(of response: HTTPResponse) -> SendOutcome {
        let error = StatusTable.error(response, retryAfter: retryAfter(response))
        switch StatusTable.row(response.status).send {
        case .refused: return .refused(error)
        case .unknown: return .unknown(error)
        case .notSent:
            // There is no message yet that could be gone: the address is not MESH's.
            guard error.kind == .gone else { return .notSent(error) }
            return .notSent(
                MeshError(
                    .unreadable, code: error.code, status: error.status,
                    detail: "there is no outbox at this address: MESH_URL does not lead to MESH"))
        }
    }
}
