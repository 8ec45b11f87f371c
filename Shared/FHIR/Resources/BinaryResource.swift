public import Foundation
public import XML

/// A file attached to a document (profile ITK-Attachment-Binary-1).
public struct BinaryResource: Resource {
    public var id: UUID
    public var profile: String
    /// IANA media type.
    public var contentType: String
    public var content: Bytes

    public init(id: UUID, profile: String, contentType: String, content: Bytes) {
        self.id = id
        self.profile = profile
        self.contentType = contentType
        self.content = content
    }

    public var element: Element {
        Element("Binary", head() + [Element("contentType", contentType), Element("content", base64: content)])
    }

    /// - Throws: `Violation`, which names the faulty element by its path and does not repeat its content.
    public init(_ element: Element) throws(Violation) {
        let reading = try ResourceReader(element, "Binary")
        let content = try reading.one("content")
        guard let data = Data(base64Encoded: try content.text().filter { !$0.isWhitespace }) else {
            throw content.wrong("must be bytes in base64")
        }
        self.init(
            id: try reading.id(), profile: try reading.profile(), contentType: try reading.text("contentType"),
            content: Bytes(data))
    }
}
