/// The position of a value in a message: `TXA-17`, `PD1-3.3`, `PD1-4[2].1`, `PID-3[4=NHS].1`, `TXA-22.15`,
/// `PID-11.1.2`.
///
/// The brackets after the field select a repetition by its number, or by the value of one of its components
/// (case-insensitive). Without brackets, all repetitions of all segments of that name are selected, in order.
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

    /// Nil if the text is not a path.
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

    /// The repetitions that the path selects, before its component is applied.
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

    /// The bytes at the path, one value for each repetition that has the component.
    ///
    /// Without a component, the path means the first component.
    func values(in message: HL7Message) -> [Segment.Value] {
        repetitions(in: message).compactMap { repetition in
            guard !Segment.isHeader(segment) || field > 2 else { return repetition }
            let value = repetition.component(component ?? 1, message.delimiters)
            return value?.subcomponent(subcomponent ?? 1, message.delimiters)
        }
    }

    /// The texts at the path, one line per value.
    ///
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
    /// For the defaults, which are checked at their first use.
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
