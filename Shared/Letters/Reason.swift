/// A code from a table of ours or of a specification, and a sentence free of patient data.
public struct Reason: Codable, Hashable, Sendable {
    public var code: String
    public var detail: String

    public init(code: String, detail: String) {
        self.code = code
        self.detail = detail
    }
}
