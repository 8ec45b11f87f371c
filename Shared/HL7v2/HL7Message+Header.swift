extension HL7Message {
    /// Reads the header alone, so that a message can be answered although its other lines cannot be read.
    ///
    /// - Throws: `Unreadable` if there is no header, in which case no answer is possible.
    public init(headerOf bytes: [UInt8]) throws(Unreadable) {
        let start = Self.start(of: bytes)
        let end = bytes[start...].firstIndex { $0 == 0x0D || $0 == 0x0A } ?? bytes.count
        try self.init(Array(bytes[start..<end]))
    }
}

extension HL7Message.Unreadable {
    /// The refusal for the answer to the sender.
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
