/// One segment of a message, read by position: what its fields mean is for whoever asks.
public struct Segment: Equatable, Sendable {
    public typealias Value = ArraySlice<UInt8>

    /// Three characters.
    public let name: String
    /// Without its end; of the message's own bytes, of which a letter has many.
    private(set) var content: Value
    /// What parts it from the next, as it stood there.
    let end: [UInt8]
    let delimiters: Delimiters

    public var bytes: [UInt8] { Array(content) }

    /// - Parameter content: without its end.
    init(name: String, content: Value, end: [UInt8], delimiters: Delimiters) {
        self.name = name
        self.content = content
        self.end = end
        self.delimiters = delimiters
    }

    /// Headers name their own delimiters: their first field is what parts the others.
    var isHeader: Bool { Self.isHeader(name) }

    static func isHeader(_ name: String) -> Bool { ["MSH", "FHS", "BHS"].contains(name) }

    /// The bytes of a field as they stand; nil where the segment ends before it.
    ///
    /// - Parameter number: from 1 on, as the standard counts.
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

    /// Where the field behind the so-manyth delimiter stands.
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

    /// A field's repetitions; MSH-2 has none.
    public func repetitions(_ number: Int) -> [Value] {
        guard let field = field(number) else { return [] }
        guard let mark = delimiters.repetition, !(isHeader && number <= 2) else { return [field] }
        return field.split(separator: mark, omittingEmptySubsequences: false)
    }

    /// All that stands from a field to the segment's end, delimiters and all.
    func tail(from number: Int) -> Value? { field(number).map { content[$0.startIndex...] } }

    /// The same segment with another value in a field, everything else byte for byte.
    ///
    /// - Parameter value: escaped already.
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
    /// A component, from 1 on; nil where there is none.
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
