/// A code of MeshPost or of a specification, with a sentence that contains no patient data.
public struct Reason: Codable, Hashable, Sendable {
    public var code: String
    public var detail: String

    public init(code: String, detail: String) {
        self.code = code
        self.detail = detail
    }
}
