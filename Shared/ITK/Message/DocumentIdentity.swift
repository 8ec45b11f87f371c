public import Foundation
import Identifiers
public import Letters

/// The ids inside a letter's document. They belong to the letter, so that every recipient gets the same document
/// (deploy/docs/CONTRACT.md, "Identity").
///
/// `Composition.identifier` belongs to the chain: GP Connect requires an identifier that stays the same in all versions
/// of a document, with the version in `meta.versionId` (which is the letter's revision). A letter that replaces another
/// chain therefore names that chain's identifier, whichever of its revisions the recipient has.
public enum DocumentIdentity {
    /// The id and the identifier of the document bundle. A letter that is converted again to replace another document,
    /// or in another edition, is a different document.
    ///
    /// - Parameter edition: the difference of its content from what other recipients get; empty if there is none.
    public static func bundle(_ letter: LetterID, replaces: UUID?, edition: String) -> UUID {
        uuid("itk-document", letter.description, replaces: replaces, edition: edition)
    }

    /// The id of a resource in the document: `composition`, `patient`, …
    public static func resource(_ name: String, of letter: LetterID, replaces: UUID?, edition: String) -> UUID {
        uuid("itk-resource", name, letter.description, replaces: replaces, edition: edition)
    }

    private static func uuid(_ words: String..., replaces: UUID?, edition: String) -> UUID {
        NamedUUID.of(
            words + [replaces.map { $0.uuidString.lowercased() } ?? ""] + (edition.isEmpty ? [] : [edition]))
    }

    /// The identifier of one revision of a Transfer of Care. A replacement has its own identifier, and names that of
    /// the document that it replaces (guide, "Build replacement").
    public static func composition(_ chain: ChainID, revision: Int) -> UUID {
        NamedUUID.of("itk-composition", chain.description, String(revision))
    }

    /// The identifier of a document in all its versions: `Composition.identifier`.
    public static func composition(_ chain: ChainID) -> UUID { NamedUUID.of("itk-composition", chain.description) }
}
