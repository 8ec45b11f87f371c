/// The character encodings that can be read.
public enum XMLEncoding: String, Equatable, Sendable, CaseIterable {
    case utf8, utf16, latin1, ascii
    /// Only read for formats whose writers use it.
    case windows1252

    /// The encoding with the name in an XML declaration (IANA, "Character Sets"), case-insensitive; nil if it is not
    /// supported.
    init?(declared name: some StringProtocol) {
        switch name.lowercased() {
        case "utf-8", "utf8": self = .utf8
        case "utf-16", "utf16", "utf-16le", "utf-16be": self = .utf16
        case "iso-8859-1", "iso_8859-1", "iso8859-1", "latin1", "latin-1": self = .latin1
        case "us-ascii", "ascii": self = .ascii
        case "windows-1252", "cp1252", "cp-1252": self = .windows1252
        default: return nil
        }
    }

    /// The code points of the bytes 0x80 to 0x9F in Windows-1252; 0 for the five bytes that are not assigned.
    public static let windows: [UInt16] = [
        0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
        0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E,
        0x0178,
    ]
}

/// The encodings that documents of a format may have.
public struct XMLEncodings: Equatable, Sendable {
    public var taken: Set<XMLEncoding>
    /// The encoding of a document that declares none and is not valid UTF-8; nil if such a document is refused.
    public var unsaid: XMLEncoding?

    public init(taken: Set<XMLEncoding>, unsaid: XMLEncoding? = nil) {
        self.taken = taken
        self.unsaid = unsaid
    }

    /// UTF-8, UTF-16 with a byte order mark, ISO-8859-1 and US-ASCII.
    public static let standard = XMLEncodings(taken: [.utf8, .utf16, .latin1, .ascii])

    /// The encodings that Windows programs in Western Europe write, which may not declare them.
    public static let windows = XMLEncodings(taken: standard.taken.union([.windows1252]), unsaid: .windows1252)
}
