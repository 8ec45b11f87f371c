import Foundation
import Letters
import XML

/// An HL7 time (DTM): `YYYY[MM[DD[HH[MM[SS[.S]]]]]][+ZZZZ]`.
enum HL7Time {
    /// Parses a time that is precise to at least the minute; nil for other text. Without an offset it is local time; if
    /// clocks show an hour twice, the first one is used.
    static func date(_ text: String, zone: TimeZone) -> Date? {
        let form = /(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(?:(\d{2})(?:\.(\d{1,6}))?)?(?:([+-])(\d{2})(\d{2}))?/
        guard let match = text.wholeMatch(of: form) else { return nil }
        func number(_ text: Substring?) -> Int { text.flatMap { Int($0) } ?? 0 }
        var parts = DateComponents()
        (parts.year, parts.month, parts.day) = (number(match.1), number(match.2), number(match.3))
        (parts.hour, parts.minute, parts.second) = (number(match.4), number(match.5), number(match.6))
        guard day(text) != nil, number(match.4) < 24, number(match.5) < 60, number(match.6) < 60 else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        if let sign = match.8 {
            let minutes = number(match.9) * 60 + number(match.10)
            guard minutes < 24 * 60, let zone = TimeZone(secondsFromGMT: (sign == "-" ? -60 : 60) * minutes) else {
                return nil
            }
            calendar.timeZone = zone
        } else {
            calendar.timeZone = zone
        }
        return calendar.date(from: parts)
    }

    /// Converts the first eight digits to `yyyy-MM-dd`; nil if they are not a date.
    static func day(_ text: String) -> String? {
        let digits = text.prefix(8)
        guard digits.utf8.count == 8, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        guard let year = Int(digits.prefix(4)), let month = Int(digits.dropFirst(4).prefix(2)),
            let day = Int(digits.suffix(2)), year >= 1800, TextForm.isDay(year, month, day)
        else { return nil }
        return "\(digits.prefix(4))-\(digits.dropFirst(4).prefix(2))-\(digits.suffix(2))"
    }
}
