/// What stands under one of a document's headings.
public struct HeadedText: Codable, Equatable, Sendable {
    /// The heading's words; empty for the text before the first heading.
    public var heading: String
    /// Paragraphs, lists and tables; nothing else.
    public var html: String

    public init(heading: String, html: String) {
        self.heading = heading
        self.html = html
    }
}
