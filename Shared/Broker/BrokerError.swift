/// Why an operation of the broker failed; the case decides what the caller must do.
public enum BrokerError: Error, Equatable, Sendable, CustomStringConvertible {
    /// `basic.return`: no queue is bound for the message, so the topology is incomplete.
    case returned(exchange: String, routingKey: String)
    /// `basic.nack`: a queue is full or unavailable.
    case refused(exchange: String, routingKey: String)
    /// The connection was lost before the confirm; the message may or may not have arrived.
    case outcomeUnknown
    /// There is no connection, and nothing was sent.
    case notConnected(String)
    /// 403 on login or operation, with the broker's text.
    case forbidden(String)
    /// 404: a required exchange or queue does not exist.
    case missing(String)
    /// The broker closed the channel or connection for any other reason.
    case closed(code: Int, text: String)

    /// The case's name without associated values, for use as a metric's label.
    public var code: String {
        switch self {
        case .returned: "returned"
        case .refused: "refused"
        case .outcomeUnknown: "outcome-unknown"
        case .notConnected: "not-connected"
        case .forbidden: "forbidden"
        case .missing: "missing"
        case .closed: "closed"
        }
    }

    public var description: String {
        switch self {
        case .returned(let exchange, let key):
            "no queue is bound to exchange \(exchange) for \(key): run `meshpost topology check`"
        case .refused(let exchange, let key): "the broker refused \(key) on exchange \(exchange): a queue is full"
        case .outcomeUnknown: "the connection was lost before the broker confirmed"
        case .notConnected(let why): "not connected to the broker: \(why)"
        case .forbidden(let text): "the broker forbids it: \(text)"
        case .missing(let text): "the broker has no such thing: \(text)"
        case .closed(let code, let text): "the broker closed the channel: \(code) \(text)"
        }
    }
}
