import XML

/// The encodings of UK feeds, whatever MSH-18 calls them.
public enum CharacterEncoding: String, Codable, Sendable, CaseIterable {
    case ascii
    case utf8 = "utf-8"
    /// The encoding that "8859/1" really means in practice: 0x80 to 0x9F are quotes and dashes.
    case windows1252 = "windows-1252"

    /// The encoding that MSH-18 names (HL7 table 0211); nil if it is not supported.
    init?(declared: String) {
        switch declared.uppercased().filter({ $0 != " " && $0 != "-" && $0 != "_" && $0 != "/" }) {
        case "ASCII", "USASCII", "ISO646": self = .ascii
        case "UNICODEUTF8", "UTF8": self = .utf8
        case "88591", "ISO88591", "885915", "WINDOWS1252", "CP1252", "ANSI", "LATIN1": self = .windows1252
        default: return nil
        }
    }

    /// Decodes the bytes; nil if they are not valid in this encoding. Invalid bytes are never replaced.
    public func text(_ bytes: some Collection<UInt8>) -> String? {
        switch self {
        case .ascii: return bytes.allSatisfy { $0 < 0x80 } ? String(decoding: bytes, as: UTF8.self) : nil
        case .utf8: return String(validating: bytes, as: UTF8.self)
        case .windows1252:
            if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
            var scalars = String.UnicodeScalarView()
            for byte in bytes {
                guard let scalar = Self.scalar(byte) else { return nil }
                scalars.append(scalar)
            }
            return String(scalars)
        }
    }

    private static func scalar(_ byte: UInt8) -> Unicode.Scalar? {
        guard (0x80...0x9F).contains(byte) else { return Unicode.Scalar(byte) }
        let value = XMLEncoding.windows[Int(byte) - 0x80]
        return value == 0 ? nil : Unicode.Scalar(value)
    }

    /// The result of determining the encoding of a message.
    enum Finding: Equatable {
        case encoding(CharacterEncoding)
        /// There are bytes above 127, and neither MSH-18 nor the feed names an encoding.
        case notSaid
        /// The bytes are not valid in the named encoding, or could also be of another one.
        case contradicted
        /// MSH-18 names an encoding that is not supported.
        case unknown
    }

    /// Determines the encoding of a message.
    ///
    /// - Parameters:
    ///   - declared: the repetitions of MSH-18.
    ///   - feed: the encoding in the feed's settings. It takes precedence over MSH-18, unless MSH-18 names UTF-8 and
    ///     the bytes are valid UTF-8.
    static func find(_ message: HL7Message, declared: [String], feed: CharacterEncoding?) -> Finding {
        func fits(_ encoding: CharacterEncoding) -> Bool {
            message.segments.allSatisfy { encoding.text($0.content) != nil }
        }
        let named = declared.filter { !$0.isEmpty }
        let said = named.compactMap(CharacterEncoding.init(declared:)).filter { $0 != .ascii }
        // Only escape sequences can still depend on the encoding.
        let isASCII = message.segments.allSatisfy { $0.content.allSatisfy { $0 < 0x80 } }
        if isASCII { return .encoding(feed ?? said.first ?? .ascii) }
        if said.contains(.utf8), fits(.utf8) { return .encoding(.utf8) }
        if let feed { return fits(feed) ? .encoding(feed) : .contradicted }
        guard let encoding = said.first else {
            return named.allSatisfy { CharacterEncoding(declared: $0) != nil } ? .notSaid : .unknown
        }
        // Windows-1252 text is hardly ever valid UTF-8 by chance.
        guard fits(encoding), encoding == .utf8 || !fits(.utf8) else { return .contradicted }
        return .encoding(encoding)
    }
}
