public import Foundation
import Identifiers
public import Letters

/// Derives every id (deploy/docs/CONTRACT.md, "Identity"). Ids are name-based UUIDs of version 5, so that repeated work
/// gives the same id and duplicates are recognised.
public enum Identity {
    /// The chain of all revisions of a document, from its id at the source.
    public static func chain(source: String, documentID: String) -> ChainID {
        ChainID(uuid("chain", source, documentID))
    }

    public static func letter(chain: ChainID, revision: Int) -> LetterID {
        LetterID(uuid("letter", chain.description, String(revision)))
    }

    public static func delivery(letter: LetterID, recipient: ODSCode) -> DeliveryID {
        DeliveryID(uuid("delivery", letter.description, recipient.description))
    }

    /// The message of an attempt.
    ///
    /// - Parameter attempt: the id of the event that asked for the attempt; a retry has the same one.
    public static func message(delivery: DeliveryID, attempt: EventID) -> MessageID {
        MessageID(uuid("message", delivery.description, attempt.description))
    }

    /// The id of an event.
    ///
    /// - Parameter cause: the event, MESH message, clock or operator action that caused it.
    public static func event(subject: String, type: EventType, cause: String) -> EventID {
        EventID(uuid("event", subject, type.rawValue, cause))
    }

    /// A UUID derived from these parts.
    public static func uuid(_ parts: String...) -> UUID { NamedUUID.of(parts) }
}
