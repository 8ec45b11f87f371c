public import Foundation
import Synchronization

#if canImport(FoundationNetworking)
public import FoundationNetworking
#endif

/// Asks by HTTP and always comes to an end.
///
/// Foundation's session on Linux can leave a request without an answer or an error when a server closes its port while
/// it starts, and all requests after it too; so each question has a session and a deadline of its own.
public enum HTTPQuestion {
    /// The answer's status and body; nil when there is none in time.
    public static func ask(_ request: URLRequest, within limit: Duration = .seconds(10)) async -> (
        status: Int, body: Data
    )? {
        let session = URLSession(configuration: .ephemeral)
        defer { session.invalidateAndCancel() }
        let first = FirstAnswer()
        let seconds = Double(limit.components.seconds) + Double(limit.components.attoseconds) * 1e-18
        return await withCheckedContinuation { continuation in
            first.wait(continuation)
            session.dataTask(with: request) { body, response, _ in
                guard let body, let response = response as? HTTPURLResponse else { return first.give(nil) }
                first.give((response.statusCode, body))
            }.resume()
            DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { first.give(nil) }
        }
    }

    /// An answer or the deadline, whichever comes first.
    private final class FirstAnswer: Sendable {
        typealias Answer = (status: Int, body: Data)?
        private let continuation = Mutex<CheckedContinuation<Answer, Never>?>(nil)

        func wait(_ waiting: CheckedContinuation<Answer, Never>) { continuation.withLock { $0 = waiting } }

        func give(_ answer: Answer) {
            let waiting = continuation.withLock { continuation in
                defer { continuation = nil }
                return continuation
            }
            waiting?.resume(returning: answer)
        }
    }
}
