import Synchronization

/// Collects what is wrong with each connection and reports it as one sentence.
final class TroubleBoard: Sendable {
    private let troubles = Mutex<[String: String]>([:])
    private let setReadiness: @Sendable (String?) -> Void

    init(_ setReadiness: @escaping @Sendable (String?) -> Void) { self.setReadiness = setReadiness }

    /// Sets or clears a connection's trouble and reports under the lock, so that reports of two connections that change
    /// at once cannot overtake each other.
    func set(_ connection: String, _ trouble: String?) {
        troubles.withLock { troubles in
            troubles[connection] = trouble
            let sentences = troubles.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
            setReadiness(sentences.isEmpty ? nil : sentences.joined(separator: "; "))
        }
    }
}
