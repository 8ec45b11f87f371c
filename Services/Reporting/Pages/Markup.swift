/// HTML that is safe by construction: interpolated text is escaped, interpolated `Markup` is not.
struct Markup: ExpressibleByStringInterpolation, Sendable, CustomStringConvertible {
    private(set) var description: String

    init(stringLiteral value: String) { description = value }

    init(stringInterpolation: Interpolation) { description = stringInterpolation.text }

    static let none: Markup = ""

    static func + (one: Markup, other: Markup) -> Markup {
        var sum = one
        sum.description += other.description
        return sum
    }

    static func joined(_ parts: some Sequence<Markup>) -> Markup { parts.reduce(.none, +) }

    struct Interpolation: StringInterpolationProtocol {
        var text = ""

        init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity * 2) }

        mutating func appendLiteral(_ literal: String) { text += literal }

        mutating func appendInterpolation(_ markup: Markup) { text += markup.description }

        mutating func appendInterpolation(_ parts: [Markup]) { for part in parts { text += part.description } }

        mutating func appendInterpolation(_ number: Int) { text += String(number) }

        mutating func appendInterpolation(_ plain: String) { text += Markup.escaped(plain) }
    }

    static func escaped(_ plain: String) -> String {
        var escaped = ""
        for character in plain.unicodeScalars {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}
