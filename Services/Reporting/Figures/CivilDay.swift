import Foundation
import Journal
import Letters
import Messages

/// A calendar day in England, counted from 1 January 1970.
///
/// Computed by arithmetic, since every event needs it: clocks go forward at 01:00 UTC on the last Sunday of March and
/// back at 01:00 UTC on the last Sunday of October (The Summer Time Order 2002).
struct CivilDay: Hashable, Strideable, Sendable, CustomStringConvertible {
    let number: Int

    private static let length = 86_400_000
    private static let hour = 3_600_000

    init(number: Int) { self.number = number }

    /// The day of an instant in England.
    init(_ date: Date) {
        let instant = Self.milliseconds(date)
        number = Self.floor(instant + Self.offset(at: instant), Self.length)
    }

    /// Parses `yyyy-MM-dd`; nil for anything but an existing day.
    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2], text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2D }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), year > 0,
            (1...12).contains(month)
        else { return nil }
        self.init(year, month, day)
        guard civil == (year, month, day) else { return nil }
    }

    init(_ year: Int, _ month: Int, _ day: Int) { number = Instant.day(year, month, day) }

    var civil: (year: Int, month: Int, day: Int) { Instant.civil(ofDay: number) }

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

    /// The first instant of the day.
    var start: Date { at(0) }

    /// Returns the instant at which clocks in England show `time` milliseconds after midnight. When clocks go back, the
    /// first of the two instants; when they go forward and skip the time, the instant one hour later.
    func at(_ time: Int) -> Date {
        let wall = number * Self.length + time
        let summer = wall - Self.hour
        return Self.date(Self.offset(at: summer) == Self.hour ? summer : wall)
    }

    /// Returns the instant `days` days later at the same time on clocks in England.
    static func same(_ date: Date, later days: Int) -> Date {
        let instant = milliseconds(date)
        let wall = instant + offset(at: instant)
        let day = floor(wall, length)
        return CivilDay(number: day + days).at(wall - day * length)
    }

    static func milliseconds(_ date: Date) -> Int { Int(date.milliseconds) }

    static func date(_ milliseconds: Int) -> Date { Date(milliseconds: Int64(milliseconds)) }

    /// Returns the offset of England's clocks from UTC at an instant, in milliseconds.
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
