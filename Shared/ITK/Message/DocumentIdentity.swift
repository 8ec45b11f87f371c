public import Foundation
public import Letters
import Messages

/// The ids inside a letter's document: they belong to the letter, so that every recipient gets the same document
/// (contract.md, "Identity").
///
/// `Composition.identifier` belongs to the chain: GP Connect wants an identifier that stays the same over the versions
/// of a document, with the version in `meta.versionId` (which is the letter's revision). So a letter that replaces
/// another chain names that chain's identifier, whichever of its revisions the recipient has.
public enum DocumentIdentity {
    /// The id and the identifier of the document bundle. A letter that was made anew to replace another document than
    /// before is another document.
    public static func bundle(_ letter: LetterID, replaces: UUID?) -> UUID {
        Identity.uuid("itk-document", letter.description, replaces.map { $0.uuidString.lowercased() } ?? "")
    }

    /// The id of a resource of the document: `composition`, `patient`, …
    public static func resource(_ name: String, of letter: LetterID, replaces: UUID?) -> UUID {
        Identity.uuid("itk-resource", name, letter.description, replaces.map { $0.uuidString.lowercased() } ?? "")
    }

    /// What one revision of a Transfer of Care is known by: a replacement has an identifier of its own, and names that of
    /// what it replaces (guide, "Build replacement").
    public static func composition(_ chain: ChainID, revision: Int) -> UUID {
        Identity.uuid("itk-composition", chain.description, String(revision))
    }

    /// What a document is known by over all its versions: `Composition.identifier`.
    public static func composition(_ chain: ChainID) -> UUID { Identity.uuid("itk-composition", chain.description) }
}
