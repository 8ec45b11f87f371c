/// The letter's sections as the recipient's system shows them, and the proof that nothing of them was lost on the way.
public struct ShownSections: Codable, Hashable, Sendable {
    public var count: Int
    /// Words of what the hospital gave; each was found again in the text of the message.
    public var words: Int

    public init(count: Int, words: Int) {
        self.count = count
        self.words = words
    }
}
