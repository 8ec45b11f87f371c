/// Why the broker did not do what it was asked; the case decides the consequence.
public enum BrokerError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Mandatory, but no queue is bound for it: the topology is not what it must be.
    case returned(exchange: String, routingKey: String)
    /// `basic.nack`: a queue is full or unavailable.
    case refused(exchange: String, routingKey: String)
    /// The connection was lost before the confirm; the message may or may not have arrived.
    case outcomeUnknown
    /// No connection, and nothing was sent.
    case notConnected(String)
    /// 403 on login or operation, with the broker's own words.
    case forbidden(String)
    /// 404: an exchange or queue that must be there is not.
    case missing(String)
    /// Any other closing of the channel or connection by the broker.
    case closed(code: Int, text: String)

    /// Without associated values: fit for a metric's label.
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
