public import Foundation
import Identifiers
public import Letters

/// The ids inside a letter's document: they belong to the letter, so that every recipient gets the same document
/// (deploy/docs/CONTRACT.md, "Identity").
///
/// `Composition.identifier` belongs to the chain: GP Connect wants an identifier that stays the same over the versions
/// of a document, with the version in `meta.versionId` (which is the letter's revision). So a letter that replaces
/// another chain names that chain's identifier, whichever of its revisions the recipient has.
public enum DocumentIdentity {
    /// The id and the identifier of the document bundle. A letter that was made anew to replace another document than
    /// before is another document, and so is one in another edition.
    ///
    /// - Parameter edition: what of its content is not as all other recipients get it; empty for the usual.
    public static func bundle(_ letter: LetterID, replaces: UUID?, edition: String) -> UUID {
        uuid("itk-document", letter.description, replaces: replaces, edition: edition)
    }

    /// The id of a resource of the document: `composition`, `patient`, …
    public static func resource(_ name: String, of letter: LetterID, replaces: UUID?, edition: String) -> UUID {
        uuid("itk-resource", name, letter.description, replaces: replaces, edition: edition)
    }

    private static func uuid(_ words: String..., replaces: UUID?, edition: String) -> UUID {
        NamedUUID.of(
            words + [replaces.map { $0.uuidString.lowercased() } ?? ""] + (edition.isEmpty ? [] : [edition]))
    }

    /// What one revision of a Transfer of Care is known by: a replacement has an identifier of its own, and names that of
    /// what it replaces (guide, "Build replacement").
    public static func composition(_ chain: ChainID, revision: Int) -> UUID {
        NamedUUID.of("itk-composition", chain.description, String(revision))
    }

    /// What a document is known by over all its versions: `Composition.identifier`.
    public static func composition(_ chain: ChainID) -> UUID { NamedUUID.of("itk-composition", chain.description) }
}
