import Foundation

/// A day of the calendar on the wall in England, counted from 1 January 1970.
///
/// By arithmetic, since every event asks: clocks go forward at 01:00 UTC on the last Sunday of March and back at 01:00
/// UTC on the last Sunday of October (The Summer Time Order 2002).
struct CivilDay: Hashable, Strideable, Sendable, CustomStringConvertible {
    let number: Int

    private static let length = 86_400_000
    private static let hour = 3_600_000

    init(number: Int) { self.number = number }

    /// The day on which an instant falls in England.
    init(_ date: Date) {
        let instant = Self.milliseconds(date)
        number = Self.floor(instant + Self.offset(at: instant), Self.length)
    }

    /// Of `yyyy-MM-dd`; nil for anything but a day of the calendar.
    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2], text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2D }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), year > 0,
            (1...12).contains(month)
        else { return nil }
        self.init(year, month, day)
        guard civil == (year, month, day) else { return nil }
    }

    init(_ year: Int, _ month: Int, _ day: Int) {
        // Years are counted from March, so that a leap day comes last.
        let marchYear = month > 2 ? year : year - 1
        let era = Self.floor(marchYear, 400)
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        number = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    var civil: (year: Int, month: Int, day: Int) {
        let shifted = number + 719_468
        let era = Self.floor(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    /// `yyyy-MM-dd`.
    var description: String {
        let (year, month, day) = civil
        func digits(_ value: Int, _ width: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        return "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))"
    }

    /// 0 for Monday, 6 for Sunday; 1 January 1970 was a Thursday.
    var weekday: Int { number + 3 - Self.floor(number + 3, 7) * 7 }

    /// The Monday of its week.
    var week: CivilDay { self + -weekday }

    /// The first day of its month.
    var month: CivilDay {
        let (year, month, _) = civil
        return CivilDay(year, month, 1)
    }

    var nextMonth: CivilDay {
        let (year, month, _) = civil
        return month == 12 ? CivilDay(year + 1, 1, 1) : CivilDay(year, month + 1, 1)
    }

    static func + (day: CivilDay, days: Int) -> CivilDay { CivilDay(number: day.number + days) }

    func distance(to other: CivilDay) -> Int { other.number - number }

    func advanced(by days: Int) -> CivilDay { self + days }

    static func < (one: CivilDay, other: CivilDay) -> Bool { one.number < other.number }

    /// Its first instant.
    var start: Date { at(0) }

    /// The instant at which clocks in England show so many milliseconds after midnight: the earlier of two, and where
    /// there is none the one an hour later.
    func at(_ time: Int) -> Date {
        let wall = number * Self.length + time
        let summer = wall - Self.hour
        return Self.date(Self.offset(at: summer) == Self.hour ? summer : wall)
    }

    /// The instant so many days later at which clocks in England show the same as now.
    static func same(_ date: Date, later days: Int) -> Date {
        let instant = milliseconds(date)
        let wall = instant + offset(at: instant)
        let day = floor(wall, length)
        return CivilDay(number: day + days).at(wall - day * length)
    }

    static func milliseconds(_ date: Date) -> Int { Int((date.timeIntervalSince1970 * 1000).rounded()) }

    static func date(_ milliseconds: Int) -> Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

    /// What England's clocks are ahead of UTC at an instant, in milliseconds.
    static func offset(at instant: Int) -> Int {
        let (year, month, _) = CivilDay(number: floor(instant, length)).civil
        if month < 3 || month > 10 { return 0 }
        if month > 3 && month < 10 { return hour }
        let end = CivilDay(year, month, 31)
        let change = (end.number - (end.weekday + 1) % 7) * length + hour
        return (month == 3) == (instant >= change) ? hour : 0
    }

    private static func floor(_ value: Int, _ size: Int) -> Int {
        value >= 0 ? value / size : -((-value + size - 1) / size)
    }
}
