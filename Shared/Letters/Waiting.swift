/// A span of time as operators write it in a setting: `15 min`, `5 d`, `30 s`, `2 h`, `250 ms`.
public struct Waiting: Hashable, Sendable, CustomStringConvertible {
    public let duration: Duration

    public init(_ duration: Duration) { self.duration = duration }

    /// A whole number and a unit (`ms`, `s`, `min`, `h`, `d`), with or without a space; nil for anything else.
    public init?(_ text: String) {
        let compact = text.filter { $0 != " " }
        let digits = compact.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int64(digits), count >= 0 else { return nil }
        switch compact.dropFirst(digits.count) {
        case "ms": duration = .milliseconds(count)
        case "s": duration = .seconds(count)
        case "min": duration = .seconds(count * 60)
        case "h": duration = .seconds(count * 3600)
        case "d": duration = .seconds(count * 86_400)
        default: return nil
        }
    }

    /// The span in seconds.
    public var seconds: Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }

    /// In the largest unit that gives a whole number.
    public var description: String {
        let milliseconds =
            duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
        let units: [(Int64, String)] = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "min"), (1000, "s")]
        for (size, unit) in units where milliseconds % size == 0 && milliseconds > 0 {
            return "\(milliseconds / size) \(unit)"
        }
        return milliseconds == 0 ? "0 s" : "\(milliseconds) ms"
    }
}
