internal import AsyncHTTPClient
public import Foundation
internal import NIOCore
internal import NIOFoundationCompat
internal import NIOHTTP1

/// Asks by HTTP and always comes to an end.
///
/// Not Foundation's session: on Linux it can leave a request without an answer or an error, and goes on turning a
/// processor after a server has closed a connection that was kept. Each question has a connection of its own: a server
/// that closes a kept one just as the next question goes out would leave that question without an answer.
public enum HTTPQuestion {
    /// The most bytes of an answer that are read.
    private static let largestAnswer = 64 << 20

    /// The answer's status and body, whatever the status is.
    ///
    /// - Parameter limit: for the whole question, to the last byte of the answer.
    /// - Throws: when there is no answer in time, or it is larger than 64 MiB.
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
