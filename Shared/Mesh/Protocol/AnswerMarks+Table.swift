import HTTP

extension AnswerMarks {
    /// The checks for the answer to this request.
    init(_ question: Question) {
        switch question {
        case .handshake(let mailbox):
            self.init(
                statuses: [200], body: .jsonOrNothing, fields: [.unlessOther("mailboxId", "mailbox_id", than: mailbox)])
        case .count:
            self.init(statuses: [200], body: .json, reading: { _ = try $0.count() })
        case .page(let inbox, let origin):
            self.init(statuses: [200], body: .json, reading: { try Self.check($0.page(), of: inbox, at: origin) })
        case .headers(let id, let mailbox):
            self.init(statuses: [200], body: .none, headers: Self.message(id, in: mailbox))
        case .chunk(let number, let id, let mailbox, let seen):
            let range = Mark(names: [MeshHeader.chunkRange.rawValue], isNeeded: number > 1, meant: "\(number):…") {
                ChunkRange($0)?.number == number
            }
            self.init(
                statuses: [200, 206], body: .content,
                headers: Self.message(id, in: mailbox) + [range] + Self.same(as: seen))
        case .acknowledgement(let id):
            self.init(
                statuses: [200], body: .jsonOrNothing,
                fields: [.unlessOther("messageId", "messageID", "message_id", than: id)])
        case .send:
            self.init(statuses: [202], body: .json, fields: [.id("message_id", "messageID", "messageId")])
        case .upload(let id, _):
            self.init(
                statuses: [202], body: .jsonOrNothing,
                fields: [.unlessOther("messageID", "messageId", "message_id", than: id)])
        case .tracking(let id, let localID, let workflow):
            self.init(
                statuses: [200], body: .json,
                fields: [.needed("message_id", "messageId", "messageID", "dtsId", equals: id)]
                    + (localID.map { [.unlessOther("local_id", "localId", "localID", than: $0)] } ?? [])
                    + Self.workflow(workflow),
                reading: { _ = try $0.tracking() })
        case .localTracking(let localID, let recipient, let workflow):
            self.init(
                statuses: [200], body: .json,
                fields: [
                    .needed("localId", "local_id", "localID", equals: localID),
                    .id("messageId", "message_id", "messageID", "dtsId"),
                ] + (recipient.map { [.recipient($0)] } ?? [])
                    + Self.workflow(workflow),
                reading: { _ = try $0.tracking() })
        case .lookup:
            self.init(statuses: [200], body: .json, reading: { _ = try $0.endpoints() })
        }
    }

    /// The headers that identify a message in our mailbox.
    private static func message(_ id: String, in mailbox: String) -> [Mark] {
        [
            .needed(MeshHeader.messageID.rawValue, equals: id),
            Mark(names: [MeshHeader.messageType.rawValue], isNeeded: true, meant: "DATA or REPORT") {
                ["DATA", "REPORT"].contains($0.uppercased())
            },
            Mark(names: [MeshHeader.to.rawValue], isNeeded: false, meant: mailbox) {
                $0.uppercased() == mailbox.uppercased() || MeshAddress.isByPatient($0)
            },
            Mark(names: [MeshHeader.workflowID.rawValue], isNeeded: true, meant: "a workflow") { !$0.isEmpty },
        ]
    }

    private static func workflow(_ workflow: String?) -> [Mark] {
        workflow.map { [.unlessOther("workflowId", "workflow_id", than: $0)] } ?? []
    }

    /// The headers that must be equal in the answer to HEAD and in all chunks of one message.
    private static func same(as seen: HeaderFields?) -> [Mark] {
        guard let seen else { return [] }
        let constant: [MeshHeader] = [.messageType, .workflowID, .from, .localID, .linkedMessageID, .statusCode]
        return constant.compactMap { header in
            seen[header].map { .unlessOther(header.rawValue, than: $0) }
        }
    }

    private static func check(_ page: InboxPage, of inbox: String, at origin: String) throws {
        guard page.messages.count <= mostMessages, page.messages.allSatisfy(isMessageID) else {
            throw MeshError(.unreadable, code: MeshError.interposed, detail: "it lists what are no messages of MESH")
        }
        guard let next = page.next else { return }
        let path = next.hasPrefix(origin) ? String(next.dropFirst(origin.count)) : next
        guard path.lowercased().hasPrefix(inbox.lowercased() + "?"), path.utf8.count <= 4000 else {
            throw MeshError(.unreadable, code: MeshError.interposed, detail: "its next page is not of our inbox")
        }
    }

    /// Maximum number of messages on a page (specification 2.0.0, `max_results`).
    private static let mostMessages = 5000
}

extension AnswerMarks.Mark {
    /// Checks the recipient. An address by patient is not compared, because MESH resolves it only later.
    fileprivate static func recipient(_ mailbox: String) -> Self {
        Self(names: ["recipient"], isNeeded: false, meant: "the mailbox that it was sent to") {
            $0.uppercased() == mailbox.uppercased() || MeshAddress.isByPatient($0)
        }
    }
}
