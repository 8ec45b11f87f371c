/// Where a value stands in a message: `TXA-17`, `PD1-3.3`, `PD1-4[2].1`, `PID-3[4=NHS].1`, `TXA-22.15`, `PID-11.1.2`.
///
/// Behind the field stands, in brackets, which repetition is meant: by its number, or by what one of its components is
/// (case counts for nothing). Without brackets all repetitions are, of all segments of that name, in their order.
public struct FieldPath: Hashable, Sendable, CustomStringConvertible {
    enum Choice: Hashable, Sendable {
        case all
        case number(Int)
        case component(Int, String)
    }

    public let segment: String
    public let field: Int
    let choice: Choice
    let component: Int?
    let subcomponent: Int?
    public let description: String

    /// Nil for what is no path.
    public init?(_ text: String) {
        let form =
            /([A-Z][A-Z0-9]{2})-([1-9][0-9]?)(?:\[(?:([1-9][0-9]?)|([1-9][0-9]?)=([^\]]+))\])?(?:\.([1-9][0-9]?)(?:\.([1-9][0-9]?))?)?/
        guard let match = text.wholeMatch(of: form), let field = Int(match.2) else { return nil }
        segment = String(match.1)
        self.field = field
        component = match.6.flatMap { Int($0) }
        subcomponent = match.7.flatMap { Int($0) }
        if let number = match.3.flatMap({ Int($0) }) {
            choice = .number(number)
        } else if let number = match.4.flatMap({ Int($0) }), let word = match.5 {
            choice = .component(number, word.uppercased())
        } else {
            choice = .all
        }
        description = text
    }

    /// The repetitions that the path means, before its component is taken.
    func repetitions(in message: HL7Message) -> [Segment.Value] {
        message.segments.lazy.filter { $0.name == segment }.flatMap { found -> [Segment.Value] in
            let all = found.repetitions(field)
            switch choice {
            case .all: return all
            case .number(let number): return number <= all.count ? [all[number - 1]] : []
            case .component(let number, let word):
                return all.filter { repetition in
                    guard
                        let value = repetition.component(number, message.delimiters)?
                            .subcomponent(1, message.delimiters)
                    else { return false }
                    return String(decoding: value, as: UTF8.self).trimmingSpace.uppercased() == word
                }
            }
        }
    }

    /// The bytes that stand there, one for each repetition that goes so far.
    ///
    /// A path without a component means the first one where there are several.
    func values(in message: HL7Message) -> [Segment.Value] {
        repetitions(in: message).compactMap { repetition in
            guard !Segment.isHeader(segment) || field > 2 else { return repetition }
            let value = repetition.component(component ?? 1, message.delimiters)
            return value?.subcomponent(subcomponent ?? 1, message.delimiters)
        }
    }

    /// - Throws: `TextReader.Undecodable`.
    func lines(in message: HL7Message, _ reader: TextReader) throws(TextReader.Undecodable) -> [String] {
        var lines: [String] = []
        for value in values(in: message) {
            if let line = try reader.line(value) { lines.append(line) }
        }
        return lines
    }
}

extension FieldPath: ExpressibleByStringLiteral {
    /// For the defaults, which are checked when they are first read.
    public init(stringLiteral text: String) {
        guard let path = FieldPath(text) else { preconditionFailure("no field path: \(text)") }
        self = path
    }
}

extension FieldPath: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let path = FieldPath(text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "\(text) is no field: write it like TXA-17, PD1-3.3, PD1-4[2].1 or PID-3[4=NHS].1")
        }
        self = path
    }
}
