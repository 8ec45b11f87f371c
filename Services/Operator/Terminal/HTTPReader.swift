import Foundation
import Operations

/// Reads by HTTP.
struct HTTPReader: Sendable {
    var timeout: Double = 10

    /// - Parameter unreachable: names what does not answer and what to look at, for the error's line.
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
