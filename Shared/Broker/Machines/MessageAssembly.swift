import Foundation

/// Assembles a message from its frames: method, header and any number of body frames. A pure value.
///
/// A body larger than `limit` bytes is not kept, only its size.
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
        // Without this the state would hold a second reference to the body, and each append would copy it.
        state = .idle
        received += UInt64(bytes.count)
        if whole.bodySize <= UInt64(limit) {
            // Most messages have one body frame, which is used without a copy.
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
