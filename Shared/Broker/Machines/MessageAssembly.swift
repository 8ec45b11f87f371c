import Foundation

/// Puts a message together from its frames: method, header, body and body again. A value without I/O.
struct MessageAssembly<Method> {
    private enum State {
        case idle
        case awaitingHeader(Method)
        case awaitingBody(Method, MessageProperties, Data, UInt64)
    }

    private var state = State.idle

    /// True between a method that announces a message and its last body frame.
    var isOpen: Bool { if case .idle = state { false } else { true } }

    mutating func begin(_ method: Method) { state = .awaitingHeader(method) }

    /// - Returns: the message when it has no body.
    mutating func header(_ properties: MessageProperties, bodySize: UInt64) -> (Method, MessageProperties, Data)? {
        guard case .awaitingHeader(let method) = state else { return nil }
        guard bodySize > 0 else {
            state = .idle
            return (method, properties, Data())
        }
        state = .awaitingBody(method, properties, Data(capacity: Int(min(bodySize, 1 << 24))), bodySize)
        return nil
    }

    /// - Returns: the message when this was its last frame.
    mutating func body(_ bytes: Data) -> (Method, MessageProperties, Data)? {
        guard case .awaitingBody(let method, let properties, var data, let size) = state else { return nil }
        state = .idle
        data.append(bytes)
        if UInt64(data.count) >= size { return (method, properties, data) }
        state = .awaitingBody(method, properties, data, size)
        return nil
    }
}
