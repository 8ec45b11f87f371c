/// Refers to an object in the document store, so that an event can name patient data without containing any.
public struct ObjectReference: Codable, Hashable, Sendable {
    /// SHA-256 of the unencrypted bytes, 64 lower-case hexadecimal digits.
    public var sha256: String
    /// Length of the unencrypted bytes.
    public var size: Int
    /// IANA media type of the unencrypted bytes.
    public var mediaType: String
    /// The object's path relative to the root of the store.
    public var location: String

    public init(sha256: String, size: Int, mediaType: String, location: String) {
        self.sha256 = sha256
        self.size = size
        self.mediaType = mediaType
        self.location = location
    }
}
