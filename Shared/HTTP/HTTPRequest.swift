public import Foundation

/// One HTTP request, as it is handed to libcurl.
public struct HTTPRequest: Sendable {
    public enum Method: String, Sendable {
        case get = "GET", head = "HEAD", post = "POST", put = "PUT", delete = "DELETE"
    }

    public var method: Method
    public var url: String
    public var headers: [(name: String, value: String)]
    public var body: HTTPBody?
    /// libcurl sends a request once more by itself when a kept connection turns out to be dead. For a send that would
    /// be a second letter: false makes it fail instead, once any byte of the body has left.
    public var isRepeatable: Bool = true
    /// Where the body of a 200 or 206 goes; nil keeps it in memory.
    public var sink: (any HTTPBodySink)?
    /// Why a response is not what was asked for, by its status and headers: then nothing of it goes to the sink.
    public var objection: @Sendable (Int, HeaderFields) -> String? = { _, _ in nil }
    /// Whether a header of this name, in lower case, may not stand twice with two values.
    public var isSingular: @Sendable (String) -> Bool = { _ in false }
    /// The most bytes, after decoding, that the body of the response may have.
    public var limit: Int

    /// - Parameter limit: bytes, after decoding, that the body of the response may have at the most.
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

/// What came back.
public struct HTTPResponse: Sendable {
    public var status: Int
    public var headers: HeaderFields
    /// Empty when the body went to a sink.
    public var body: Data
    /// Bytes of the body, after decoding, wherever they went.
    public var size: Int

    public init(status: Int, headers: HeaderFields, body: Data, size: Int) {
        self.status = status
        self.headers = headers
        self.body = body
        self.size = size
    }
}

/// Nothing usable came back.
public struct HTTPFailure: Error, Sendable, Equatable {
    public enum Cause: Sendable, Equatable {
        /// No connection.
        case connection
        /// The connection was made and broke without an answer.
        case dropped
        case timeout
        /// Their certificate is not trusted, or ours is refused or unreadable.
        case certificate
        /// The response does not agree with what was asked, or is none of HTTP's; nothing of it was kept.
        case odd
        /// The response has more bytes than allowed.
        case tooLarge
        /// Our own sink or source of bytes failed.
        case local
        case cancelled
    }

    public var cause: Cause
    /// libcurl's own words; free of headers and bodies.
    public var detail: String
    /// False when no byte of the request can have reached the server.
    public var wasSent: Bool
}
