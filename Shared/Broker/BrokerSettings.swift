import Foundation

/// Addresses, credentials and timing of the connection to the broker.
public struct BrokerSettings: Sendable {
    public struct Host: Sendable, Equatable {
        public var name: String
        public var port: Int

        public init(name: String, port: Int) {
            self.name = name
            self.port = port
        }
    }

    /// TLS to the broker; the peer's certificate and host name are always verified.
    public struct TLS: Sendable, Equatable {
        /// PEM file of the authorities that may have signed the broker's certificate.
        public var authorityFile: String
        /// PEM file of our client certificate, with its key in `keyFile`; nil unless the broker asks for one.
        public var certificateFile: String?
        public var keyFile: String?

        public init(authorityFile: String, certificateFile: String? = nil, keyFile: String? = nil) {
            self.authorityFile = authorityFile
            self.certificateFile = certificateFile
            self.keyFile = keyFile
        }
    }

    /// The broker's hosts, tried in turn until one answers.
    public var hosts: [Host]
    public var virtualHost: String
    public var user: String
    public var password: String
    public var tls: TLS?
    /// The connection's name, shown by the broker's tools.
    public var connectionName: String
    /// Seconds between heartbeats; a peer that is silent for twice as long counts as dead.
    public var heartbeat: Int
    /// How long the connection's thread may hang in a library call before the watchdog shuts its socket down.
    public var patience: Duration
    /// Maximum number of unconfirmed publishes; above 128 only the latency grows.
    public var confirmWindow: Int
    /// The longest pause between attempts to connect.
    public var longestPause: Duration
    /// Exchanges that must exist before the connection counts as ready; `requiredQueues` likewise.
    public var requiredExchanges: [String]
    public var requiredQueues: [String]
    /// Queues whose existence is checked again and again, because no consumer here would notice that they are gone:
    /// without its parked queue, a parked message would be lost.
    public var watchedQueues: [String]
    /// The pause between two checks of `watchedQueues`.
    var watchPause = Duration.seconds(30)

    /// Reads `amqp://user:password@host:5672,other:5672/virtual-host`, or `amqps://` for TLS (port 5671).
    ///
    /// User and password may be percent-encoded.
    /// - Throws: `BrokerURLError`, whose text does not repeat the password.
    public init(url text: String, connectionName: String = "meshpost") throws(BrokerURLError) {
        guard let schemeEnd = text.range(of: "://"),
            let scheme = ["amqp": 5672, "amqps": 5671][String(text[..<schemeEnd.lowerBound])]
        else { throw BrokerURLError("must begin with amqp:// or amqps://") }
        let rest = text[schemeEnd.upperBound...]
        guard let at = rest.lastIndex(of: "@") else { throw BrokerURLError("has no user and password before an @") }
        let credentials = rest[..<at].split(separator: ":", maxSplits: 1).map(String.init)
        guard credentials.count == 2, let user = credentials[0].removingPercentEncoding,
            let password = credentials[1].removingPercentEncoding, !user.isEmpty, !password.isEmpty
        else { throw BrokerURLError("must have user:password before the @") }
        let place = rest[rest.index(after: at)...].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        hosts = try place[0].split(separator: ",").map { entry throws(BrokerURLError) in
            try Self.host(String(entry), defaultPort: scheme)
        }
        guard !hosts.isEmpty else { throw BrokerURLError("names no host") }
        let path = place.count > 1 ? String(place[1]).removingPercentEncoding ?? "" : ""
        guard !path.isEmpty else { throw BrokerURLError("names no virtual host: end it with /letters") }
        virtualHost = path
        self.user = user
        self.password = password
        tls = nil
        usesTLS = scheme == 5671
        self.connectionName = connectionName
        heartbeat = 20
        patience = .seconds(25)
        confirmWindow = 256
        longestPause = .seconds(15)
        requiredExchanges = []
        requiredQueues = []
        watchedQueues = []
    }

    /// True for `amqps://`: `tls` must be set then.
    public let usesTLS: Bool

    private static func host(_ text: String, defaultPort: Int) throws(BrokerURLError) -> Host {
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            let name = String(text[text.index(after: text.startIndex)..<end])
            let tail = text[text.index(after: end)...]
            guard tail.isEmpty || (tail.hasPrefix(":") && Int(tail.dropFirst()) != nil) else {
                throw BrokerURLError("has a host that cannot be read: \(text)")
            }
            return Host(name: name, port: Int(tail.dropFirst()) ?? defaultPort)
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let name = parts.first, !name.isEmpty, parts.count <= 2 else {
            throw BrokerURLError("has a host that cannot be read: \(text)")
        }
        guard parts.count == 2 else { return Host(name: String(name), port: defaultPort) }
        guard let port = Int(parts[1]), (1...65_535).contains(port) else {
            throw BrokerURLError("has a port that is none: \(parts[1])")
        }
        return Host(name: String(name), port: port)
    }
}

/// Says what is wrong with a broker's URL; never repeats the password.
public struct BrokerURLError: Error, Equatable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
