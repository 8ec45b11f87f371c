import Foundation
import Operations

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
        guard let answer = await HTTPQuestion.ask(request, within: .seconds(timeout)) else {
            let place = [url.host(), url.port.map(String.init)].compactMap(\.self).joined(separator: ":")
            throw Trouble("no answer from \(place), \(unreachable)")
        }
        return answer
    }
}
