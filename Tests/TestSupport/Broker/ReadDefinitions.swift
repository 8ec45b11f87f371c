import Foundation

/// The parts of a RabbitMQ definitions file that tests read.
public struct ReadDefinitions: Decodable, Sendable {
    public struct Named: Decodable, Sendable {
        public var name: String
    }

    public struct Binding: Decodable, Sendable {
        public var source: String
        public var destination: String
        public var key: String

        private enum CodingKeys: String, CodingKey {
            case source, destination
            case key = "routing_key"
        }
    }

    /// The topic permission of a user on an exchange: a regular expression for the routing keys that the user may
    /// publish.
    public struct TopicPermission: Decodable, Sendable {
        public var user: String
        public var exchange: String
        public var write: String
    }

    public struct Policy: Decodable, Sendable {
        public struct Definition: Decodable, Sendable {
            public var deliveryLimit: Int?

            private enum CodingKeys: String, CodingKey { case deliveryLimit = "delivery-limit" }
        }

        public var definition: Definition
    }

    public var exchanges: [Named]
    public var queues: [Named]
    public var bindings: [Binding]
    public var topicPermissions: [TopicPermission]
    public var policies: [Policy]

    private enum CodingKeys: String, CodingKey {
        case exchanges, queues, bindings, policies
        case topicPermissions = "topic_permissions"
    }

    /// Reads `deploy/broker/definitions.json`.
    public static func ofProduct() throws -> Self {
        let file = ProductDirectory.sources.appending(path: "deploy/broker/definitions.json")
        return try JSONDecoder().decode(Self.self, from: Data(contentsOf: file))
    }

    /// Returns the topic permission of a user on the exchange `letters`; nil if the file has no such user.
    public func lettersPermission(of user: String) -> TopicPermission? {
        topicPermissions.first { $0.user == user && $0.exchange == "letters" }
    }
}
