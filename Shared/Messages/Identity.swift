import Crypto
public import Foundation
public import Letters

/// How every id is derived (deploy/docs/CONTRACT.md, "Identity"): name-based UUIDs of version 5, so that work done twice yields
/// the same id and collapses.
public enum Identity {
    /// The name space of MeshPost's ids; it must never change.
    static let namespace = UUID(uuidString: "5d0f2f4e-6b0a-5c53-9a3e-3f3c1f0f7a11")!

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

    /// A version 5 UUID (RFC 4122, section 4.3) of the parts, each preceded by its length so that no two lists of
    /// parts read the same.
    public static func uuid(_ parts: String...) -> UUID { uuid(parts) }

    /// The same, of a list.
    public static func uuid(_ parts: [String]) -> UUID {
        var hash = Insecure.SHA1()
        withUnsafeBytes(of: namespace.uuid) { hash.update(bufferPointer: $0) }
        for part in parts {
            hash.update(data: Data("\(part.utf8.count):".utf8))
            hash.update(data: Data(part.utf8))
        }
        var bytes = Array(hash.finalize().prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x50
        bytes[8] = bytes[8] & 0x3F | 0x80
        return bytes.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
    }
}
