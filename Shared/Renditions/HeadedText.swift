/// The content under one heading of a document.
public struct HeadedText: Codable, Equatable, Sendable {
    /// The text of the heading; empty for content before the first heading.
    public var heading: String
    /// Paragraphs, lists and tables only.
    public var html: String

    public init(heading: String, html: String) {
        self.heading = heading
        self.html = html
    }
}
