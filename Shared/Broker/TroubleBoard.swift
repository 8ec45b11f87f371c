import Synchronization

/// What is wrong with each connection, told as one sentence.
final class TroubleBoard: Sendable {
    private let troubles = Mutex<[String: String]>([:])
    private let setReadiness: @Sendable (String?) -> Void

    init(_ setReadiness: @escaping @Sendable (String?) -> Void) { self.setReadiness = setReadiness }

    /// Told under the lock: of two connections that change at once, the word of the earlier must not come last and stay.
    func set(_ connection: String, _ trouble: String?) {
        troubles.withLock { troubles in
            troubles[connection] = trouble
            let sentences = troubles.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
            setReadiness(sentences.isEmpty ? nil : sentences.joined(separator: "; "))
        }
    }
}
