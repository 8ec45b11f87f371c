/// The letter's sections as the recipient's system shows them, and the proof that nothing of them was lost on the way.
public struct ShownSections: Codable, Hashable, Sendable {
    public var count: Int
    /// Words of what the hospital gave; each was found again in the text of the message.
    public var words: Int
    /// The letter has a document too, which the recipient does not get: he takes text instead (table of formats); nil
    /// where that is not so.
    public var isInPlaceOfDocument: Bool?

    public init(count: Int, words: Int, isInPlaceOfDocument: Bool = false) {
        self.count = count
        self.words = words
        self.isInPlaceOfDocument = isInPlaceOfDocument ? true : nil
    }
}
