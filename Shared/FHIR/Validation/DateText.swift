import XML

/// Checks the format of dates and times (FHIR STU3 and R4, "Data Types": date, dateTime, instant).
///
/// The text is parsed byte by byte: a message has dozens of dates, and regular expressions took longer than all other
/// rules together.
enum DateText {
    /// `yyyy`, `yyyy-MM` or `yyyy-MM-dd`.
    static func isDate(_ text: String) -> Bool {
        var reader = Reader(rest: text.utf8[...])
        return reader.date() != nil && reader.rest.isEmpty
    }

    /// `yyyy-MM-ddThh:mm:ss`, an optional fraction, and a zone.
    static func isInstant(_ text: String) -> Bool {
        var reader = Reader(rest: text.utf8[...])
        guard reader.date() == .day, reader.take("T"), reader.number(2, upTo: 23), reader.take(":"),
            reader.number(2, upTo: 59), reader.take(":"), reader.number(2, upTo: 59), reader.fraction(), reader.zone()
        else { return false }
        return reader.rest.isEmpty
    }

    private enum Precision { case year, month, day }

    private struct Reader {
        var rest: Substring.UTF8View

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

        mutating func number(_ width: Int, upTo most: Int) -> Bool { number(width).map { $0 <= most } ?? false }

        /// Parses a date and returns its precision; nil when there is no date here, or the day does not exist.
        mutating func date() -> Precision? {
            guard let year = number(4) else { return nil }
            guard take("-") else { return .year }
            guard let month = number(2) else { return nil }
            guard take("-") else { return TextForm.isDay(year, month, 1) ? .month : nil }
            guard let day = number(2), TextForm.isDay(year, month, day) else { return nil }
            return .day
        }

        /// Skips an optional fraction; false for a point without digits.
        mutating func fraction() -> Bool {
            guard take(".") else { return true }
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            rest.removeFirst(digits.count)
            return !digits.isEmpty
        }

        mutating func zone() -> Bool {
            take("Z") || (take("+") || take("-")) && number(2, upTo: 14) && take(":") && number(2, upTo: 59)
        }
    }
}
