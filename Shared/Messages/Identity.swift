public import Foundation
import Identifiers
public import Letters

/// How every id is derived (deploy/docs/CONTRACT.md, "Identity"): name-based UUIDs of version 5, so that work done twice yields
/// the same id and collapses.
public enum Identity {
    /// All revisions of the document that the source knows by this id.
    public static func chain(source: String, documentID: String) -> ChainID {
        ChainID(uuid("chain", source, documentID))
    }

    public static func letter(chain: ChainID, revision: Int) -> LetterID {
        LetterID(uuid("letter", chain.description, String(revision)))
    }

    public static func delivery(letter: LetterID, recipient: ODSCode) -> DeliveryID {
        DeliveryID(uuid("delivery", letter.description, recipient.description))
    }

    /// The message that an attempt sends. `attempt` is the id of the event that asked for it; a retry is none.
    public static func message(delivery: DeliveryID, attempt: EventID) -> MessageID {
        MessageID(uuid("message", delivery.description, attempt.description))
    }

    /// `cause` is the event, MESH message, clock or operator's action that made the event.
    public static func event(subject: String, type: EventType, cause: String) -> EventID {
        EventID(uuid("event", subject, type.rawValue, cause))
    }

    /// An id of these parts.
    public static func uuid(_ parts: String...) -> UUID { NamedUUID.of(parts) }
}
