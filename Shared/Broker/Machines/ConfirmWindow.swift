import DequeModule

/// The publishes that wait for the broker's confirm, in the order of their sequence numbers, which begin at 1 in each
/// channel. A pure value.
struct ConfirmWindow<Token> {
    private struct Pending {
        var token: Token
        var messageID: String?
        var isReturned = false
    }

    enum Verdict: Equatable {
        case confirmed, returned, refused
    }

    /// Slot `n` belongs to sequence number `first + n`; an empty slot is settled already.
    private var slots: Deque<Pending?> = []
    private var first: UInt64 = 1
    private(set) var count = 0

    /// Takes the next sequence number for a message.
    mutating func register(_ token: Token, messageID: String?) {
        slots.append(Pending(token: token, messageID: messageID))
        count += 1
    }

    /// Marks a message as returned. `basic.return` has no sequence number and comes before the confirm, so the message
    /// is found by its id.
    mutating func returned(messageID: String?) {
        let index = slots.firstIndex { slot in
            guard let slot, !slot.isReturned else { return false }
            return messageID == nil || slot.messageID == messageID
        }
        if let index { slots[index]?.isReturned = true }
    }

    /// Applies a `basic.ack` or `basic.nack` for one sequence number, or for all up to it.
    mutating func settled(_ number: UInt64, multiple: Bool, accepted: Bool) -> [(Token, Verdict)] {
        guard number >= first, number - first < UInt64(slots.count) else { return [] }
        let last = Int(number - first)
        var verdicts: [(Token, Verdict)] = []
        for index in (multiple ? 0 : last)...last {
            guard let pending = slots[index] else { continue }
            slots[index] = nil
            count -= 1
            verdicts.append((pending.token, pending.isReturned ? .returned : accepted ? .confirmed : .refused))
        }
        let settled = slots.prefix { $0.map { _ in false } ?? true }.count
        slots.removeFirst(settled)
        first += UInt64(settled)
        return verdicts
    }

    /// Empties the window after a lost connection; whether the returned publishes arrived is unknown.
    mutating func lost() -> [Token] {
        let tokens = slots.compactMap { $0?.token }
        self = ConfirmWindow()
        return tokens
    }
}
