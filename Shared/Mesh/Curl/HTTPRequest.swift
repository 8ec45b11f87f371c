import Foundation

/// One HTTP request, as it is handed to libcurl.
struct HTTPRequest: Sendable {
    enum Method: String, Sendable {
        case get = "GET", head = "HEAD", post = "POST", put = "PUT"
    }

    var method: Method
    var url: String
    var headers: [(name: String, value: String)]
    var body: MeshBody?
    /// libcurl sends a request once more by itself when a kept connection turns out to be dead. For a send that would
    /// be a second letter: false makes it fail instead, once any byte of the body has left.
    var isRepeatable: Bool = true
    /// Where the body of a 200 or 206 goes; nil keeps it in memory.
    var sink: (any MeshBodySink)?
    /// Why a response is not what was asked for, by its status and headers: then nothing of it goes to the sink.
    var objection: @Sendable (Int, MeshHeaderFields) -> String? = { _, _ in nil }
    /// The most bytes, after decoding, that the body of the response may have.
    var limit: Int
}

/// What came back.
struct HTTPResponse: Sendable {
    var status: Int
    var headers: MeshHeaderFields
    /// Empty when the body went to a sink.
    var body: Data
    /// Bytes of the body, after decoding, wherever they went.
    var size: Int
}

/// Nothing usable came back.
struct HTTPFailure: Error, Sendable, Equatable {
    enum Cause: Sendable, Equatable {
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

    var cause: Cause
    /// libcurl's own words; free of headers and bodies.
    var detail: String
    /// False when no byte of the request can have reached the server.
    var wasSent: Bool
}
