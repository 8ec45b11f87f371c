import Letters
import Synchronization

/// The messages that the sender is working on.
final class SendsInFlight: Sendable {
    private let members = Mutex<Set<MessageID>>([])

    var messages: Set<MessageID> { members.withLock { $0 } }

    func insert(_ message: MessageID) { members.withLock { _ = $0.insert(message) } }
    func remove(_ message: MessageID) { members.withLock { _ = $0.remove(message) } }
}
