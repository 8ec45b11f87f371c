import Foundation
import Synchronization

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Reads by HTTP.
struct HTTPReader: Sendable {
    var timeout: Double = 10

    /// - Parameter unreachable: names what does not answer and what to look at, for the error's line.
    /// - Throws: `Trouble` when there is no answer.
    func get(
        _ url: URL, user: String? = nil, password: String = "", unreachable: String
    ) async throws -> (status: Int, body: Data) {
        var request = URLRequest(url: url, cachePolicy: .reloadIgnoringLocalCacheData, timeoutInterval: timeout)
        if let user {
            let login = Data("\(user):\(password)".utf8).base64EncodedString()
            request.setValue("Basic \(login)", forHTTPHeaderField: "Authorization")
        }
        guard let answer = await answer(to: request) else {
            let place = [url.host(), url.port.map(String.init)].compactMap(\.self).joined(separator: ":")
            throw Trouble("no answer from \(place), \(unreachable)")
        }
        return answer
    }

    private func answer(to request: URLRequest) async -> (status: Int, body: Data)? {
        let session = URLSession(configuration: .ephemeral)
        defer { session.invalidateAndCancel() }
        let first = FirstAnswer()
        return await withCheckedContinuation { continuation in
            first.wait(continuation)
            session.dataTask(with: request) { body, response, _ in
                guard let body, let response = response as? HTTPURLResponse else { return first.give(nil) }
                first.give((response.statusCode, body))
            }.resume()
            // Foundation on Linux can leave a request without an answer or an error when a server closes as it starts.
            DispatchQueue.global().asyncAfter(deadline: .now() + timeout) { first.give(nil) }
        }
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
