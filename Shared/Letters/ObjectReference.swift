/// Names an object in the document store, so that an event can speak of patient data without holding any.
public struct ObjectReference: Codable, Hashable, Sendable {
    /// SHA-256 of the plain bytes, 64 lower-case hexadecimal digits.
    public var sha256: String
    /// Length of the plain bytes.
    public var size: Int
    /// IANA media type of the plain bytes.
    public var mediaType: String
    /// Where the object lies, relative to the store's root.
    public var location: String

    public init(sha256: String, size: Int, mediaType: String, location: String) {
        self.sha256 = sha256
        self.size = size
        self.mediaType = mediaType
        self.location = location
    }
}
