public import Letters

/// One of the letter's documents as the recipient gets it, beside what the hospital gave, and the proof that nothing
/// of it was lost on the way.
public struct SentDocument: Codable, Hashable, Sendable {
    /// What the hospital gave.
    public var original: ObjectReference
    /// What goes to the recipient; `original` itself where nothing was altered.
    public var sent: ObjectReference
    /// What was done to it, in order: `converted`, `repaired`, `flattened`, `pictured`, `resampled`, `released` (the
    /// proof left a doubt, and a person who saw these pages released them); empty where nothing was.
    public var alterations: [String]
    /// Pages of what goes.
    public var pages: Int
    /// Words of what the hospital gave; each was found again in what goes.
    public var words: Int
    /// Images of what the hospital gave; what goes has no fewer.
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

    /// True when the recipient gets other bytes than the hospital gave.
    public var isAltered: Bool { original.sha256 != sent.sha256 }
}
