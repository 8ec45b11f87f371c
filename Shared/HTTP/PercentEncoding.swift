import Foundation

extension String {
    /// The text as one component of a path or query: all characters except unreserved ones are escaped (RFC 3986,
    /// section 2.3).
    public var percentEncoded: String { addingPercentEncoding(withAllowedCharacters: Self.unreserved) ?? "" }

    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}
