public import Foundation

/// One HTTP request for libcurl.
public struct HTTPRequest: Sendable {
    public enum Method: String, Sendable {
        case get = "GET", head = "HEAD", post = "POST", put = "PUT", delete = "DELETE"
    }

    public var method: Method
    public var url: String
    public var headers: [(name: String, value: String)]
    public var body: HTTPBody?
    /// True if libcurl may repeat the request when a persistent connection turns out to be closed. For a send, that
    /// would be a second letter: with false, the request fails once any byte of the body has been sent.
    public var isRepeatable: Bool = true
    /// Receives the body of a 200 or 206; nil keeps the body in memory.
    public var sink: (any HTTPBodySink)?
    /// Checks the status and headers of a response. Returns why it is not the expected one, in which case the sink
    /// receives nothing; nil if it is.
    public var objection: @Sendable (Int, HeaderFields) -> String? = { _, _ in nil }
    /// Whether a header with this name, in lower case, must not occur twice with different values.
    public var isSingular: @Sendable (String) -> Bool = { _ in false }
    /// Maximum size of the response body after decoding, in bytes.
    public var limit: Int

    /// - Parameter limit: maximum size of the response body after decoding, in bytes.
    public init(
        method: Method, url: String, headers: [(name: String, value: String)] = [], body: HTTPBody? = nil, limit: Int
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.limit = limit
    }
}

/// The response to a request.
public struct HTTPResponse: Sendable {
    public var status: Int
    public var headers: HeaderFields
    /// Empty if the body went to a sink.
    public var body: Data
    /// Size of the body after decoding, in bytes, whether it was kept or went to a sink.
    public var size: Int

    public init(status: Int, headers: HeaderFields, body: Data, size: Int) {
        self.status = status
        self.headers = headers
        self.body = body
        self.size = size
    }
}

/// A request that got no usable response.
public struct HTTPFailure: Error, Sendable, Equatable {
    public enum Cause: Sendable, Equatable {
        /// The connection could not be opened.
        case connection
        /// The connection was opened and broke without a response.
        case dropped
        case timeout
        /// The server's certificate is not trusted, or ours is refused or unreadable.
        case certificate
        /// The response does not match the request, or is not HTTP; nothing of it was kept.
        case odd
        /// The response is larger than allowed.
        case tooLarge
        /// Our own sink or body source failed.
        case local
        case cancelled
    }

    public var cause: Cause
    /// libcurl's message; contains no headers or bodies.
    public var detail: String
    /// False if certainly no byte of the request reached the server.
    public var wasSent: Bool
}
