import DequeModule

/// The publishes that wait for the broker's confirm, in the order of their sequence numbers, which begin at 1 for each
/// channel. A value without I/O.
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

    /// `basic.return` names no sequence number; it comes before the confirm, and the message's id tells which it is.
    mutating func returned(messageID: String?) {
        let index = slots.firstIndex { slot in
            guard let slot, !slot.isReturned else { return false }
            return messageID == nil || slot.messageID == messageID
        }
        if let index { slots[index]?.isReturned = true }
    }

    /// `basic.ack` or `basic.nack` of one sequence number, or of all up to it.
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

    /// The connection is gone: whether these arrived is unknown.
    mutating func lost() -> [Token] {
        let tokens = slots.compactMap { $0?.token }
        self = ConfirmWindow()
        return tokens
    }
}
