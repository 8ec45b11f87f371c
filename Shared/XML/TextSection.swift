/// A headed part of a letter, its HTML read and reduced to what is shown.
public struct TextSection: Equatable, Sendable {
    public var heading: String
    public var content: [Element]

    public init(heading: String, content: [Element]) {
        self.heading = heading
        self.content = content
    }
}
