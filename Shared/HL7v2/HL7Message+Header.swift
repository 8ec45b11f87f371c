extension HL7Message {
    /// The header alone, with which a message is answered whose other lines cannot be read.
    ///
    /// - Throws: `Unreadable` where there is none: nobody can be answered then.
    public init(headerOf bytes: [UInt8]) throws(Unreadable) {
        let start = Self.start(of: bytes)
        let end = bytes[start...].firstIndex { $0 == 0x0D || $0 == 0x0A } ?? bytes.count
        try self.init(Array(bytes[start..<end]))
    }
}

extension HL7Message.Unreadable {
    /// What its sender is told.
    public var refusal: HL7Refusal {
        switch self {
        case .noHeader: HL7Refusal(.segmentSequence, "MSH", nil, "the message does not begin with MSH")
        case .delimiters: HL7Refusal(.dataType, "MSH", 2, "MSH-1 and MSH-2 are no delimiters")
        case .notASegment(let line):
            HL7Refusal(.segmentSequence, "MSH", nil, "line \(line) is no segment: a line break stands inside a field")
        case .severalMessages:
            HL7Refusal(.segmentSequence, "MSH", nil, "two messages stand in one frame without a batch around them")
        }
    }
}
