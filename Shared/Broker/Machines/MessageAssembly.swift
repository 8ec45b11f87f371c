import Foundation

/// Puts a message together from its frames: method, header, body and body again. A value without I/O.
///
/// Of a body that is larger than `limit` only the length is kept.
struct MessageAssembly<Method> {
    struct Whole {
        var method: Method
        var properties: MessageProperties
        /// Empty when it is larger than the limit.
        var body: Data
        var bodySize: UInt64
    }

    private enum State {
        case idle
        case awaitingHeader(Method)
        case awaitingBody(Whole, received: UInt64)
    }

    private let limit: Int
    private var state = State.idle

    init(limit: Int = Delivery.largestBody) { self.limit = limit }

    /// True between a method that announces a message and its last body frame.
    var isOpen: Bool { if case .idle = state { false } else { true } }

    mutating func begin(_ method: Method) { state = .awaitingHeader(method) }

    /// - Returns: the message when it has no body.
    mutating func header(_ properties: MessageProperties, bodySize: UInt64) -> Whole? {
        guard case .awaitingHeader(let method) = state else { return nil }
        let whole = Whole(method: method, properties: properties, body: Data(), bodySize: bodySize)
        guard bodySize > 0 else {
            state = .idle
            return whole
        }
        state = .awaitingBody(whole, received: 0)
        return nil
    }

    /// - Returns: the message when this was its last frame.
    mutating func body(_ bytes: Data) -> Whole? {
        guard case .awaitingBody(var whole, var received) = state else { return nil }
        // The state holds the body too, and would have it copied at every frame.
        state = .idle
        received += UInt64(bytes.count)
        if whole.bodySize <= UInt64(limit) {
            // As a rule a message has one frame.
            if received == whole.bodySize, whole.body.isEmpty {
                whole.body = bytes
            } else {
                if whole.body.isEmpty { whole.body.reserveCapacity(Int(whole.bodySize)) }
                whole.body.append(bytes)
            }
        }
        if received >= whole.bodySize { return whole }
        state = .awaitingBody(whole, received: received)
        return nil
    }
}
