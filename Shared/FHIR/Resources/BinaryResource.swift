public import Foundation
public import XML

/// A file in a document (profile ITK-Attachment-Binary-1).
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
}
