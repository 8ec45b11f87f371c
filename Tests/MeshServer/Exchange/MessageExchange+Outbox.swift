import NIOCore

extension MessageExchange {
    /// Accepts a message, or the first chunk of a message.
    ///
    /// - Returns: The new message id.
    mutating func send(
        from sender: String, _ headers: SendHeaders, body: ByteBuffer, now: Double
    ) throws(Refusal) -> String {
        do {
            return try accept(from: sender, headers, body: body, now: now)
        } catch {
            counts.refusedSends[error.code.isEmpty ? String(error.status) : error.code, default: 0] += 1
            throw error
        }
    }

    private mutating func accept(
        from sender: String, _ headers: SendHeaders, body: ByteBuffer, now: Double
    ) throws(Refusal) -> String {
        advance(to: now)
        let isByPatient = headers.to.hasPrefix(PatientAddress.prefix)
        let recipient = isByPatient ? "" : headers.to.uppercased()
        if isByPatient {
            guard settings.patientWorkflows.contains(headers.workflow) else { throw .unregisteredRecipient }
        } else {
            guard mailboxes[recipient]?.isActive == true else { throw .unregisteredRecipient }
        }
        guard let workflow = workflows[headers.workflow] else { throw .workflowNotRegistered }
        guard workflow.senders.contains(where: { $0.uppercased() == sender }) else { throw .senderNotAllowed }
        if !isByPatient {
            guard workflow.receivers.contains(where: { $0.uppercased() == recipient }) else {
                throw .workflowNotRegistered
            }
        }
        guard body.readableBytes > 0 else { throw .emptyBody }

        let id = newID(now: now)
        var message = StoredMessage(
            id: id, sequence: sequence, sender: sender, recipient: recipient, headers: headers,
            chunks: Array(repeating: nil, count: headers.chunks), received: now,
            history: [.init(status: .uploading, at: now)])
        if message.headers.fileName.isEmpty { message.headers.fileName = id + ".dat" }
        message.put(kept(body), as: 1)
        message.size = body.readableBytes
        messages[id] = message
        if !headers.localID.isEmpty { localIDs[sender, default: [:]][headers.localID, default: []].append(id) }
        if headers.chunks == 1 { complete(id, now: now) }
        counts.accepted += 1
        return id
    }

    /// Stores a later chunk. After the last chunk the message becomes visible to its recipient.
    mutating func upload(
        chunk number: Int, of id: String, from sender: String, range: String?, encoding: String?, body: ByteBuffer,
        now: Double
    ) throws(Refusal) {
        guard let range, !range.trimmed.isEmpty else { throw Refusal.badChunkRange.about(id) }
        guard let range = try? ChunkRange(range), range.number == number else { throw Refusal.badChunkRange.about(id) }
        guard var message = messages[id], !message.isReport else { throw .notFound }
        guard message.sender == sender else { throw .notYours }
        guard message.status == .uploading else { throw Refusal.finalised.about(id) }
        guard number <= message.chunks.count else { throw Refusal.tooManyChunks.about(id) }
        guard number >= 2, range.total == message.chunks.count else { throw Refusal.badChunkRange.about(id) }
        guard try SendHeaders.encoding(encoding) == message.headers.contentEncoding else {
            throw Refusal.encodingChanged.about(id)
        }
        let isLast = number == message.chunks.count
        if isLast, message.chunks.dropLast().contains(where: { $0 == nil }) { throw Refusal.badChunkRange.about(id) }
        messages[id] = nil
        if message.chunks[number - 1] == nil { message.size += body.readableBytes }
        message.put(kept(body), as: number)
        messages[id] = message
        if isLast { complete(id, now: now) }
    }

    /// Puts a complete message into the inbox. If it is addressed to a patient, starts the lookup of the practice
    /// first.
    private mutating func complete(_ id: String, now: Double) {
        guard var message = messages.removeValue(forKey: id) else { return }
        message.become(.accepted, at: now)
        let isByPatient = message.recipient.isEmpty
        if !isByPatient { deliver(&message, now: now) }
        messages[id] = message
        guard isByPatient else { return }
        lookups.add(id, at: now + settings.patientLookupSeconds)
        if settings.patientLookupSeconds == 0 { advance(to: now) }
    }

    private mutating func deliver(_ message: inout StoredMessage, now: Double) {
        // Sequence numbers follow the order in which messages become visible; pages of the inbox rely on it.
        sequence += 1
        message.sequence = sequence
        inboxes[message.recipient]?.append(sequence, message.id)
        expiring.add(message.id, at: now + settings.inboxSeconds)
    }

    mutating func finishLookup(of id: String, now: Double) {
        guard var message = messages[id] else { return }
        guard let address = PatientAddress(message.headers.to) else {
            return fail(id, with: .init(code: "EPL-152", text: "Invalid NHS Number", about: id), now: now)
        }
        switch address.look(among: patients, message: id) {
        case .nothing(let report): fail(id, with: report, now: now)
        case .practice(let ods):
            let found = lookup(ods: ods, workflow: message.headers.workflow)
            guard let mailbox = found.first else {
                return fail(id, with: .init(code: "EPL-151", text: "No mailbox matched", about: id), now: now)
            }
            guard found.count == 1 else {
                return fail(id, with: .init(code: "EPL-150", text: "Multiple mailboxes matches", about: id), now: now)
            }
            message.recipient = mailbox.id.uppercased()
            message.headers.to = message.recipient
            deliver(&message, now: now)
            messages[id] = message
        }
    }

    private func kept(_ body: ByteBuffer) -> ByteBuffer {
        settings.discardBodies ? ByteBuffer(repeating: 0, count: body.readableBytes) : body
    }
}
