public import Foundation

/// Converts instants to and from RFC 3339 text with milliseconds.
///
/// It computes in whole milliseconds. Foundation's ISO 8601 style truncates fractions that binary floating point stores
/// slightly too low, so an instant would lose a millisecond each time an event repeats it.
public enum Instant {
    private static let dayLength = 86_400_000

    /// `2026-11-22T16:05:00.000Z`.
    public static func text(_ date: Date) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(24)
        write(date, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the same text to `text`.
    package static func write(_ date: Date, to text: inout [UInt8]) {
        let (days, rest) = split(milliseconds(date), by: dayLength)
        let (year, month, day) = civil(ofDay: days)
        let (seconds, fraction) = split(rest, by: 1000)
        let (minutes, second) = split(seconds, by: 60)
        let (hour, minute) = split(minutes, by: 60)
        func add(_ value: Int, from unit: Int, _ end: Unicode.Scalar) {
            var unit = unit
            while unit > 0 {
                text.append(UInt8(ascii: "0") + UInt8(value / unit % 10))
                unit /= 10
            }
            text.append(UInt8(ascii: end))
        }
        add(year, from: 1000, "-")
        add(month, from: 10, "-")
        add(day, from: 10, "T")
        add(hour, from: 10, ":")
        add(minute, from: 10, ":")
        add(second, from: 10, ".")
        add(fraction, from: 100, "Z")
    }

    /// Parses a date and time to the second or finer, with any offset; nil for anything else.
    ///
    /// A text without an offset gives nil, because local time is ambiguous once a year.
    public static func date(_ text: String) -> Date? { read(text.utf8[...]) }

    /// Parses the bytes of a text. Takes a concrete type, so that callers do not run unspecialised generic code.
    package static func date(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Date? { read(text) }

    private static func read<Bytes: Collection<UInt8>>(_ text: Bytes) -> Date? where Bytes.SubSequence == Bytes {
        var reader = Reader(text)
        guard let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"),
            let day = reader.number(2), reader.take("T"), let hour = reader.number(2), reader.take(":"),
            let minute = reader.number(2), reader.take(":"), let second = reader.number(2),
            let fraction = reader.fraction(), let offset = reader.offset(), reader.isAtEnd,
            (1...12).contains(month), hour < 24, minute < 60, second < 60
        else { return nil }
        let days = self.day(year, month, day)
        guard civil(ofDay: days) == (year, month, day) else { return nil }
        let seconds = (hour * 60 + minute - offset) * 60 + second
        return Date(timeIntervalSince1970: Double(days * dayLength + seconds * 1000 + fraction) / 1000)
    }

    /// The date rounded to milliseconds, equal to what parsing its text returns.
    public static func rounded(_ date: Date) -> Date {
        Date(timeIntervalSince1970: Double(milliseconds(date)) / 1000)
    }

    private static func milliseconds(_ date: Date) -> Int {
        // The text can only express the years 0001 to 9999.
        let seconds = min(max(date.timeIntervalSince1970, -62_135_596_800), 253_402_300_799)
        return Int((seconds * 1000).rounded())
    }

    private static func split(_ value: Int, by size: Int) -> (Int, Int) {
        let rest = (value % size + size) % size
        return ((value - rest) / size, rest)
    }

    /// The number of days from 1970-01-01 to this day of the Gregorian calendar. Years are counted from March, so that
    /// a leap day is the last day of its year.
    public static func day(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let marchYear = month > 2 ? year : year - 1
        let marchMonth = (month + 9) % 12
        let (era, yearOfEra) = split(marchYear, by: 400)
        let dayOfYear = (153 * marchMonth + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The day of the Gregorian calendar that is `days` after 1970-01-01.
    public static func civil(ofDay days: Int) -> (year: Int, month: Int, day: Int) {
        let (era, dayOfEra) = split(days + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    /// Parses an instant from front to back.
    private struct Reader<Bytes: Collection<UInt8>> where Bytes.SubSequence == Bytes {
        private var rest: Bytes

        init(_ text: Bytes) { rest = text }

        var isAtEnd: Bool { rest.isEmpty }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard rest.first == UInt8(ascii: character) else { return false }
            rest.removeFirst()
            return true
        }

        mutating func number(_ width: Int) -> Int? {
            let digits = rest.prefix(width)
            guard digits.count == width, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            rest.removeFirst(width)
            return digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
        }

        /// The fraction in milliseconds, rounded; 0 if there is none, nil for a point without digits.
        mutating func fraction() -> Int? {
            guard take(".") else { return 0 }
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty else { return nil }
            let count = digits.count
            rest.removeFirst(count)
            var leading = digits.prefix(4).reduce(0) { $0 * 10 + Int($1) - 0x30 }
            for _ in min(count, 4)..<4 { leading *= 10 }
            return (leading + 5) / 10
        }

        /// The offset in minutes east of Greenwich.
        mutating func offset() -> Int? {
            if take("Z") { return 0 }
            let sign = take("+") ? 1 : take("-") ? -1 : 0
            guard sign != 0, let hours = number(2), take(":"), let minutes = number(2), hours < 24, minutes < 60 else {
                return nil
            }
            return sign * (hours * 60 + minutes)
        }
    }
}
