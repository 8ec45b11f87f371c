import Synchronization

/// What is wrong with each connection, told as one sentence.
final class TroubleBoard: Sendable {
    private let troubles = Mutex<[String: String]>([:])
    private let tell: @Sendable (String?) -> Void

    init(_ tell: @escaping @Sendable (String?) -> Void) { self.tell = tell }

    /// Told under the lock: of two connections that change at once, the word of the earlier must not come last and stay.
    func set(_ connection: String, _ trouble: String?) {
        troubles.withLock { troubles in
            troubles[connection] = trouble
            let sentences = troubles.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
            tell(sentences.isEmpty ? nil : sentences.joined(separator: "; "))
        }
    }
}
