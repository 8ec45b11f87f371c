import Foundation
import Synchronization

/// The words of the last searches by a random name, so that an address names the search and not the patient.
///
/// In memory alone: after a restart the page asks for the words again.
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
