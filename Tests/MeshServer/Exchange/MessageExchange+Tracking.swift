extension MessageExchange {
    /// The status of a message as it was `trackingLagSeconds` ago.
    struct Tracking {
        var message: StoredMessage
        var change: StoredMessage.Change
        var recipient: ServerSettings.Mailbox?
        var expires: Double
    }

    mutating func track(_ id: String, by sender: String, now: Double) throws(Refusal) -> Tracking {
        advance(to: now)
        guard let message = messages[id], message.sender == sender else { throw .notFound }
        guard let change = message.status(at: now - settings.trackingLagSeconds) else { throw .notFound }
        return Tracking(
            message: message, change: change, recipient: mailboxes[message.recipient],
            expires: message.received + settings.inboxSeconds)
    }

    mutating func track(localID: String, by sender: String, now: Double) throws(Refusal) -> Tracking {
        advance(to: now)
        let visible = (localIDs[sender]?[localID] ?? []).filter {
            messages[$0]?.status(at: now - settings.trackingLagSeconds) != nil
        }
        guard let id = visible.first else { throw .notFound }
        guard visible.count == 1 else { throw .severalMatches }
        return try track(id, by: sender, now: now)
    }
}
