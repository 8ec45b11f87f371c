import NIOCore

extension MessageExchange {
    /// One page of an inbox listing.
    struct Page: Equatable {
        var messages: [String]
        /// The token for the next page; nil on the last page.
        var next: String?
        var approximateCount: Int
    }

    /// - Parameters:
    ///   - from: The token of the previous page, or, in version 1 of the API, the id of that page's last message.
    mutating func inbox(
        of mailbox: String, maximum: Int = 500, from: String? = nil, filter: String? = nil, now: Double
    ) throws(Refusal) -> Page {
        guard (10...5000).contains(maximum) else {
            throw .invalid([.init(place: "query", name: "max_results", problem: "Input should be from 10 to 5000")])
        }
        if let filter, !(2...255).contains(filter.count) {
            throw .invalid([.init(place: "query", name: "workflow_filter", problem: "Length should be from 2 to 255")])
        }
        advance(to: now)
        var place = 0
        if let from {
            if let message = messages[from] {
                place = message.sequence
            } else {
                place = try continueToken.open(from, mailbox: mailbox)
            }
        }
        guard let inbox = inboxes[mailbox] else { throw .unknownMailbox }
        let filter = filter.map(WorkflowFilter.init)
        var page: [String] = []
        var looked = 0
        for entry in inbox.after(place) {
            guard looked < maximum else {
                let next = continueToken.seal(place, mailbox: mailbox)
                return Page(messages: page, next: next, approximateCount: inbox.count)
            }
            looked += 1
            place = entry.sequence
            guard let message = messages[entry.id] else { continue }
            if filter?.matches(message.headers.workflow) ?? true { page.append(entry.id) }
        }
        return Page(messages: page, next: nil, approximateCount: inbox.count)
    }

    /// Returns a message that its recipient can still download.
    mutating func message(_ id: String, in mailbox: String, now: Double) throws(Refusal) -> StoredMessage {
        advance(to: now)
        guard let message = messages[id] else { throw .noSuchMessage }
        guard message.recipient == mailbox else { throw .notYours }
        guard message.status == .accepted else { throw .gone }
        return message
    }

    /// Marks a message as acknowledged and deletes its body. Repeating this changes nothing.
    mutating func acknowledge(_ id: String, in mailbox: String, now: Double) throws(Refusal) {
        advance(to: now)
        guard let message = messages[id] else { throw .noSuchMessage }
        guard message.recipient == mailbox else { throw .notYours }
        switch message.status {
        case .acknowledged: return
        case .uploading, .undeliverable: throw .gone
        case .accepted: break
        }
        messages[id]?.become(.acknowledged, at: now)
        inboxes[mailbox]?.remove(message.sequence)
        counts.acknowledged += 1
    }
}
