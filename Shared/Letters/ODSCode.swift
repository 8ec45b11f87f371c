/// An organisation code of the Organisation Data Service: 3 to 12 capital letters and digits.
public struct ODSCode: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// Converts to capitals; nil for other characters or another length.
    public init?(_ text: String) {
        // Converting to capitals turns some non-ASCII letters (ß, ı) into ASCII, which could name another practice.
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        let folded = text.uppercased()
        let allowed = folded.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
        guard (3...12).contains(folded.utf8.count), allowed else { return nil }
        description = folded
    }
}

extension ODSCode: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let code = ODSCode(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an ODS code")
        }
        self = code
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
