/// The limits for a peer of the HTTP port: time, bytes and connections.
struct HTTPBounds: Sendable {
    /// From the opening of a connection, or the first byte of a later request, to the end of the request head.
    var head = Duration.seconds(10)
    /// From the end of the head to the end of the body.
    var body = Duration.seconds(30)
    /// From the end of the request until the answer is fully sent.
    var answer = Duration.seconds(300)
    /// Between an answer and the next request; proxies usually keep a connection open for 60 s.
    var idle = Duration.seconds(75)
    /// Maximum size of the request line and header fields together, in bytes.
    var headBytes = 32 * 1024
    var fields = 100
    /// Maximum number of open connections. A further connection replaces the one that has kept the service waiting
    /// longest.
    var connections = 256
}
