internal import AsyncHTTPClient
public import Foundation
internal import NIOCore
internal import NIOFoundationCompat
internal import NIOHTTP1

/// Sends an HTTP request that always ends, with an answer or an error.
///
/// It does not use Foundation's `URLSession`: on Linux, that can leave a request without an answer or an error, and
/// keeps a core busy after a server has closed a persistent connection. Each request has a connection of its own,
/// because a server may close a persistent one just as the next request is sent.
public enum HTTPQuestion {
    /// Maximum size of an answer in bytes.
    private static let largestAnswer = 64 << 20

    /// Returns the answer's status and body, whatever the status is.
    ///
    /// - Parameter limit: maximum duration of the whole request, up to the last byte of the answer.
    /// - Throws: an error if there is no complete answer in time, or it is larger than 64 MiB.
    public static func ask(
        _ url: URL, method: String = "GET", headers: [String: String] = [:], body: Data? = nil,
        within limit: Duration = .seconds(10)
    ) async throws -> (status: Int, body: Data) {
        var request = HTTPClientRequest(url: url.absoluteString)
        request.method = .init(rawValue: method)
        request.headers.add(name: "Connection", value: "close")
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(data: body)) }
        let response = try await HTTPClient.shared.execute(request, timeout: TimeAmount(limit))
        let answer = try await response.body.collect(upTo: largestAnswer)
        return (Int(response.status.code), Data(buffer: answer))
    }
}
