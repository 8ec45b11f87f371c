import Foundation
import Synchronization

/// Stores the words of the last 1,000 searches under random names, so that an address holds no patient data.
///
/// The words are kept in memory only: after a restart the page asks for them again.
final class SearchMemory: Sendable {
    private struct Kept {
        var words: [String: String] = [:]
        var order: [String] = []
    }

    private static let most = 1000
    private let kept = Mutex(Kept())

    func keep(_ words: String) -> String {
        let name = UUID().uuidString.lowercased()
        kept.withLock { kept in
            kept.words[name] = words
            kept.order.append(name)
            if kept.order.count > Self.most { kept.words[kept.order.removeFirst()] = nil }
        }
        return name
    }

    func words(_ name: String) -> String? { kept.withLock { $0.words[name] } }
}
