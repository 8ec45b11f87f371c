public import Foundation

/// A UUID typed by what it identifies, so that a letter id cannot be used as a delivery id.
///
/// Always written in lower case. `Messages.Identity` defines how each kind is derived.
public struct Identifier<Subject>: Hashable, Sendable, CustomStringConvertible {
    public let uuid: UUID

    public init(_ uuid: UUID) { self.uuid = uuid }

    /// Reads a UUID in either case.
    public init?(_ text: String) {
        guard let uuid = UUID(uuidString: text) else { return nil }
        self.uuid = uuid
    }

    public var description: String { uuid.uuidString.lowercased() }
}

extension Identifier: Codable {
    public init(from decoder: any Decoder) throws {
        uuid = try decoder.singleValueContainer().decode(UUID.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Identifies all revisions of one document of one source.
public enum Chain {}
/// Identifies one letter to one recipient.
public enum LetterDelivery {}
/// Identifies the message of one attempt: MESH local id, MessageHeader id and outer bundle id.
public enum LetterMessage {}
/// Identifies an event.
public enum Occurrence {}

public typealias ChainID = Identifier<Chain>
public typealias LetterID = Identifier<LetterRecord>
public typealias DeliveryID = Identifier<LetterDelivery>
public typealias MessageID = Identifier<LetterMessage>
public typealias EventID = Identifier<Occurrence>
