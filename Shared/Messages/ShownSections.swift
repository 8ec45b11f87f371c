/// The letter's sections as the recipient's system shows them, with the proof that the conversion lost nothing.
public struct ShownSections: Codable, Hashable, Sendable {
    public var count: Int
    /// The number of words in the letter's sections; each was found in the text of the message.
    public var words: Int
    /// True if the letter also has a document that the recipient does not get, because the recipient takes text instead
    /// (table of formats); nil otherwise.
    public var isInPlaceOfDocument: Bool?

    public init(count: Int, words: Int, isInPlaceOfDocument: Bool = false) {
        self.count = count
        self.words = words
        self.isInPlaceOfDocument = isInPlaceOfDocument ? true : nil
    }
}
