import Foundation
import Operations

/// An HTTP client for GET requests.
struct HTTPReader: Sendable {
    var timeout: Double = 10

    /// Sends a GET request, with basic authentication if `user` is given.
    ///
    /// - Parameter unreachable: names the server and what to check, for the error's text.
    /// - Throws: `Trouble` when there is no answer.
    func get(
        _ url: URL, user: String? = nil, password: String = "", unreachable: String
    ) async throws -> (status: Int, body: Data) {
        let login = user.map { Data("\($0):\(password)".utf8).base64EncodedString() }
        let headers = login.map { ["Authorization": "Basic \($0)"] } ?? [:]
        guard let answer = try? await HTTPQuestion.ask(url, headers: headers, within: .seconds(timeout)) else {
            let place = [url.host(), url.port.map(String.init)].compactMap(\.self).joined(separator: ":")
            throw Trouble("no answer from \(place), \(unreachable)")
        }
        return answer
    }
}
