/// A message as received, split into segments. Writing it gives the same bytes.
///
/// It is read by position and not by the grammar of a version: segments may be in any order, and unknown ones among
/// them.
public struct HL7Message: Equatable, Sendable {
    public let delimiters: Delimiters
    public internal(set) var segments: [Segment]
    /// The bytes before the first segment: a UTF-8 byte order mark or line ends.
    let lead: [UInt8]

    /// The reason why bytes are not a message.
    public enum Unreadable: Error, Equatable, Sendable {
        /// The message does not begin with MSH.
        case noHeader
        /// MSH-1 and MSH-2 are not valid delimiters.
        case delimiters
        /// A line, counted from 1, that is not a segment. A line end inside a field splits it, and rejoining the parts
        /// would be a guess.
        case notASegment(line: Int)
        /// There is a second MSH without a batch header.
        case severalMessages
    }

    /// Splits a message into segments.
    ///
    /// - Throws: `Unreadable`.
    public init(_ bytes: [UInt8]) throws(Unreadable) {
        let start = Self.start(of: bytes)
        guard bytes[start...].starts(with: "MSH".utf8) else { throw .noHeader }
        let lines = Self.lines(bytes, from: start)
        guard let first = lines.first, let delimiters = Delimiters(header: bytes[first.content]) else {
            throw .delimiters
        }
        var segments: [Segment] = []
        for (number, line) in lines.enumerated() {
            let content = bytes[line.content]
            guard Self.isSegment(content, delimiters) else { throw .notASegment(line: number + 1) }
            let name = String(decoding: content.prefix(3), as: UTF8.self)
            if name == "MSH", !segments.isEmpty { throw .severalMessages }
            segments.append(
                Segment(name: name, content: content, end: Array(bytes[line.end]), delimiters: delimiters))
        }
        self.delimiters = delimiters
        self.segments = segments
        lead = Array(bytes[..<start])
    }

    /// The bytes of the message: those that were read, except for changed fields.
    public var bytes: [UInt8] {
        var bytes = lead
        bytes.reserveCapacity(lead.count + segments.reduce(0) { $0 + $1.content.count + $1.end.count })
        for segment in segments {
            bytes += segment.content
            bytes += segment.end
        }
        return bytes
    }

    public var header: Segment { segments[0] }

    public func all(_ name: String) -> [Segment] { segments.filter { $0.name == name } }

    public func first(_ name: String) -> Segment? { segments.first { $0.name == name } }

    /// Returns the message with another value in a field of its first segment of that name.
    ///
    /// - Parameter value: the value, already escaped.
    public func setting(_ name: String, _ field: Int, to value: some Sequence<UInt8>) -> HL7Message {
        var changed = self
        if let place = segments.firstIndex(where: { $0.name == name }) {
            changed.segments[place] = segments[place].setting(field, to: value)
        }
        return changed
    }

    /// The position after a UTF-8 byte order mark and line ends.
    static func start(of bytes: [UInt8]) -> Int {
        let mark = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        return bytes[mark...].firstIndex { $0 != 0x0D && $0 != 0x0A } ?? bytes.count
    }

    struct Line: Equatable {
        var content: Range<Int>
        var end: Range<Int>
    }

    /// Splits at the line end that ends the first segment.
    ///
    /// If that is CR, a line feed is content of its field, because some libraries break base64 that way. A line feed
    /// still ends a segment after CR, or before a segment name with the field separator, which cannot occur in a field.
    static func lines(_ bytes: [UInt8], from start: Int) -> [Line] {
        let isReturn = bytes[start...].first { $0 == 0x0D || $0 == 0x0A } == 0x0D
        let separator = bytes.count > start + 3 ? bytes[start + 3] : UInt8(ascii: "|")
        var lines: [Line] = []
        var index = start
        var from = start
        while index < bytes.count {
            let byte = bytes[index]
            guard byte == 0x0D || byte == 0x0A && (!isReturn || beginsSegment(bytes, index + 1, separator)) else {
                index += 1
                continue
            }
            let content = from..<index
            while index < bytes.count, bytes[index] == 0x0D || bytes[index] == 0x0A { index += 1 }
            lines.append(Line(content: content, end: content.upperBound..<index))
            from = index
        }
        if from < bytes.count { lines.append(Line(content: from..<bytes.count, end: bytes.count..<bytes.count)) }
        return lines
    }

    private static func beginsSegment(_ bytes: [UInt8], _ place: Int, _ separator: UInt8) -> Bool {
        place + 3 < bytes.count && isName(bytes[place..<(place + 3)]) && bytes[place + 3] == separator
    }

    private static func isSegment(_ bytes: ArraySlice<UInt8>, _ delimiters: Delimiters) -> Bool {
        guard isName(bytes.prefix(3)) else { return false }
        return bytes.count == 3 || bytes[bytes.startIndex + 3] == delimiters.field
    }

    private static func isName(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.count == 3, let first = bytes.first, (0x41...0x5A).contains(first) else { return false }
        return bytes.dropFirst().allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
    }
}
