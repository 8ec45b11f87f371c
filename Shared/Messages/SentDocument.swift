public import Letters

/// A document of the letter as the recipient gets it, with the document from the hospital and the proof that the
/// conversion lost nothing.
public struct SentDocument: Codable, Hashable, Sendable {
    /// The document from the hospital.
    public var original: ObjectReference
    /// The document for the recipient; `original` itself if it was not altered.
    public var sent: ObjectReference
    /// The alterations in order: `converted`, `repaired`, `flattened`, `pictured`, `resampled`, `released` (the proof
    /// left a doubt, and a person who saw these pages released them). Empty if there were none.
    public var alterations: [String]
    /// The number of pages in `sent`.
    public var pages: Int
    /// The number of words in `original`; each was found in `sent`.
    public var words: Int
    /// The number of images in `original`; `sent` has at least as many.
    public var images: Int

    public init(
        original: ObjectReference, sent: ObjectReference, alterations: [String] = [], pages: Int, words: Int,
        images: Int
    ) {
        self.original = original
        self.sent = sent
        self.alterations = alterations
        self.pages = pages
        self.words = words
        self.images = images
    }

    /// True if the recipient gets other bytes than the hospital provided.
    public var isAltered: Bool { original.sha256 != sent.sha256 }
}
