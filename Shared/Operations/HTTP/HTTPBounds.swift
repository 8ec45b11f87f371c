/// What a peer of the HTTP port may take of the service: time, bytes, connections.
struct HTTPBounds: Sendable {
    /// From a connection, or from the first byte of a further request, to the end of the request's head.
    var head = Duration.seconds(10)
    /// From the end of the head to that of the body.
    var body = Duration.seconds(30)
    /// Until the peer has taken the answer.
    var answer = Duration.seconds(300)
    /// Between an answer and the next request; proxies usually keep a connection for 60 s.
    var idle = Duration.seconds(75)
    /// Bytes of a request's line and header fields together.
    var headBytes = 32 * 1024
    var fields = 100
    /// Open at a time; a further one takes the place of the one that has kept the service waiting longest.
    var connections = 256
}
