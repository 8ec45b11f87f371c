/// The delimiters of a message, from its MSH-1 and MSH-2 (HL7 v2.8, 2.5.4).
public struct Delimiters: Equatable, Sendable {
    public var field: UInt8
    public var component: UInt8
    public var repetition: UInt8?
    public var escape: UInt8?
    public var subcomponent: UInt8?
    /// Used from version 2.7 on.
    public var truncation: UInt8?

    public static let usual = Delimiters(
        field: UInt8(ascii: "|"), component: UInt8(ascii: "^"), repetition: UInt8(ascii: "~"),
        escape: UInt8(ascii: "\\"), subcomponent: UInt8(ascii: "&"))

    init(
        field: UInt8, component: UInt8, repetition: UInt8?, escape: UInt8?, subcomponent: UInt8?,
        truncation: UInt8? = nil
    ) {
        self.field = field
        self.component = component
        self.repetition = repetition
        self.escape = escape
        self.subcomponent = subcomponent
        self.truncation = truncation
    }

    /// Nil if the segment's first two fields are not valid delimiters, or name the same character twice.
    ///
    /// - Parameter header: an MSH, FHS or BHS segment.
    init?(header: some RandomAccessCollection<UInt8>) {
        let rest = header.dropFirst(3)
        guard let field = rest.first, Self.canPart(field) else { return nil }
        let others = Array(rest.dropFirst().prefix { $0 != field })
        guard (1...5).contains(others.count), others.allSatisfy(Self.canPart), Set(others).count == others.count
        else { return nil }
        func other(_ place: Int) -> UInt8? { place < others.count ? others[place] : nil }
        self.init(
            field: field, component: others[0], repetition: other(1), escape: other(2), subcomponent: other(3),
            truncation: other(4))
    }

    /// Whether the byte is visible ASCII other than a letter or digit.
    private static func canPart(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: false
        case 0x21...0x7E: true
        default: false
        }
    }

    /// The value of MSH-2.
    public var encodingCharacters: [UInt8] {
        [component] + [repetition, escape, subcomponent, truncation].compactMap(\.self)
    }
}
