/// One segment of a message, read by position. It does not know the meaning of its fields.
public struct Segment: Equatable, Sendable {
    public typealias Value = ArraySlice<UInt8>

    /// The three-character name.
    public let name: String
    /// The segment without its line end: a slice of the message's bytes, because a letter can be large.
    private(set) var content: Value
    /// The line end after the segment, as received.
    let end: [UInt8]
    let delimiters: Delimiters

    public var bytes: [UInt8] { Array(content) }

    /// - Parameter content: the segment without its line end.
    init(name: String, content: Value, end: [UInt8], delimiters: Delimiters) {
        self.name = name
        self.content = content
        self.end = end
        self.delimiters = delimiters
    }

    /// True for header segments, whose first field is the field separator itself.
    var isHeader: Bool { Self.isHeader(name) }

    static func isHeader(_ name: String) -> Bool { ["MSH", "FHS", "BHS"].contains(name) }

    /// The bytes of a field, still escaped; nil if the segment ends before it.
    ///
    /// - Parameter number: the number of the field from 1, as in the standard.
    public func field(_ number: Int) -> Value? {
        var number = number
        if isHeader {
            let mark = content.startIndex + 3
            if number == 1 { return content.count > 3 ? content[mark..<(mark + 1)] : nil }
            number -= 1
        }
        guard number >= 1, let range = range(number) else { return nil }
        return content[range]
    }

    /// The range of the field after the given number of separators.
    private func range(_ number: Int) -> Range<Int>? {
        var start = content.startIndex + 3
        for place in 1...number {
            guard start < content.endIndex else { return nil }
            let end = content[(start + 1)...].firstIndex(of: delimiters.field) ?? content.endIndex
            if place == number { return start + 1..<end }
            start = end
        }
        return nil
    }

    /// The repetitions of a field; MSH-2 is never split.
    public func repetitions(_ number: Int) -> [Value] {
        guard let field = field(number) else { return [] }
        guard let mark = delimiters.repetition, !(isHeader && number <= 2) else { return [field] }
        return field.split(separator: mark, omittingEmptySubsequences: false)
    }

    /// All bytes from a field to the end of the segment, including separators.
    func tail(from number: Int) -> Value? { field(number).map { content[$0.startIndex...] } }

    /// Returns the segment with another value in a field; all other bytes are unchanged.
    ///
    /// - Parameter value: the value, already escaped.
    public func setting(_ number: Int, to value: some Sequence<UInt8>) -> Segment {
        var changed = self
        let place = isHeader ? number - 1 : number
        guard place >= 1 else { return self }
        while changed.range(place) == nil { changed.content.append(delimiters.field) }
        if let range = changed.range(place) { changed.content.replaceSubrange(range, with: Array(value)) }
        return changed
    }
}

extension Segment.Value {
    /// A component, numbered from 1; nil if it does not exist.
    func component(_ number: Int, _ delimiters: Delimiters) -> Segment.Value? {
        part(number, delimiters.component)
    }

    func subcomponent(_ number: Int, _ delimiters: Delimiters) -> Segment.Value? {
        guard let mark = delimiters.subcomponent else { return number == 1 ? self : nil }
        return part(number, mark)
    }

    private func part(_ number: Int, _ mark: UInt8) -> Segment.Value? {
        var start = startIndex
        for place in 1...Swift.max(1, number) {
            let end = self[start...].firstIndex(of: mark) ?? endIndex
            if place == number { return self[start..<end] }
            guard end < endIndex else { return nil }
            start = end + 1
        }
        return nil
    }
}
