/// The phase of a connection between request and answer, and how long it may last. A value without I/O.
struct ConnectionClock {
    enum Phase: Equatable {
        /// Accepted; no complete request head has arrived.
        case opened
        /// All requests are answered, and no byte of another request has arrived.
        case idle
        /// The head of another request is arriving.
        case head
        /// The head is complete, the body is not.
        case body
        /// The request is complete, but its answer has not been fully sent.
        case answer
    }

    private let bounds: HTTPBounds
    private(set) var phase = Phase.opened
    private var unanswered = 0
    /// Bytes since the last head or body ended.
    private var bytes = 0

    init(_ bounds: HTTPBounds) { self.bounds = bounds }

    /// The maximum duration of the phase.
    var limit: Duration {
        switch phase {
        case .opened, .head: bounds.head
        case .idle: bounds.idle
        case .body: bounds.body
        case .answer: bounds.answer
        }
    }

    /// True if a head, complete or not, is longer than allowed.
    var isTooLong: Bool { phase != .body && bytes > bounds.headBytes }

    /// Records that bytes arrived. The calls for the parts that they complete follow.
    mutating func received(_ count: Int) { bytes += count }

    mutating func headEnded() {
        bytes = 0
        unanswered += 1
        phase = .body
    }

    mutating func bodyEnded() {
        bytes = 0
        phase = unanswered > 0 ? .answer : .idle
    }

    mutating func answered() {
        unanswered = max(0, unanswered - 1)
        if phase == .answer, unanswered == 0 { phase = bytes > 0 ? .head : .idle }
    }

    /// Called when all parts that the received bytes complete have been reported.
    mutating func rested() {
        if phase == .idle, bytes > 0 { phase = .head }
    }
}
