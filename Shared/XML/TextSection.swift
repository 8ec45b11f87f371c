/// A headed section of a letter, with its HTML reduced to what the recipient's system displays.
public struct TextSection: Equatable, Sendable {
    public var heading: String
    public var content: [Element]

    public init(heading: String, content: [Element]) {
        self.heading = heading
        self.content = content
    }
}
