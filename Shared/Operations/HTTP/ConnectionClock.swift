/// Where a connection stands between request and answer, and how long it may stay there. A value without I/O.
struct ConnectionClock {
    enum Phase: Equatable {
        /// Accepted; no request's head is whole.
        case opened
        /// All is answered, and nothing of a further request is here.
        case idle
        /// A further request's head is on its way.
        case head
        /// The head is here, the body is not whole.
        case body
        /// The request is here, and its answer has not left whole.
        case answer
    }

    private let bounds: HTTPBounds
    private(set) var phase = Phase.opened
    private var unanswered = 0
    /// Since the last head or body ended.
    private var bytes = 0

    init(_ bounds: HTTPBounds) { self.bounds = bounds }

    /// How long the phase may last.
    var limit: Duration {
        switch phase {
        case .opened, .head: bounds.head
        case .idle: bounds.idle
        case .body: bounds.body
        case .answer: bounds.answer
        }
    }

    /// True when a head is longer than it may be, whole or not.
    var isTooLong: Bool { phase != .body && bytes > bounds.headBytes }

    /// Bytes came; what they complete is told after it.
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

    /// All that the bytes complete has been told.
    mutating func rested() {
        if phase == .idle, bytes > 0 { phase = .head }
    }
}
