public import Foundation

/// A UUID that names one kind of thing, so that a letter's id is never taken for a delivery's.
///
/// Written in lower case everywhere; how each is derived stands in `Messages.Identity`.
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

/// All revisions of one document of one source.
public enum Chain {}
/// One letter to one recipient.
public enum LetterDelivery {}
/// The message that carries a delivery's attempt: MESH local id, MessageHeader id and outer bundle id.
public enum LetterMessage {}
/// Something that happened.
public enum Occurrence {}

public typealias ChainID = Identifier<Chain>
public typealias LetterID = Identifier<LetterRecord>
public typealias DeliveryID = Identifier<LetterDelivery>
public typealias MessageID = Identifier<LetterMessage>
public typealias EventID = Identifier<Occurrence>
