import Foundation

/// Working days and hours in England and Wales.
enum WorkingTime {
    /// General practices' core hours, 08:00 to 18:30 (GMS contract), in milliseconds after midnight.
    private static let hours = (from: 8 * 3_600_000, to: 18 * 3_600_000 + 1_800_000)

    /// True for Monday to Friday, except bank holidays.
    static func isWorking(_ day: CivilDay) -> Bool { day.weekday < 5 && !isHoliday(day) }

    /// Returns the working time between two instants, in milliseconds.
    static func between(_ start: Date, _ end: Date) -> Int {
        guard start < end else { return 0 }
        var sum = 0
        var day = CivilDay(start)
        let last = CivilDay(end)
        while day <= last {
            if isWorking(day) {
                let from = max(CivilDay.milliseconds(start), CivilDay.milliseconds(day.at(hours.from)))
                let to = min(CivilDay.milliseconds(end), CivilDay.milliseconds(day.at(hours.to)))
                sum += max(0, to - from)
            }
            day = day + 1
        }
        return sum
    }

    /// The length of one working day, in milliseconds.
    static let day = hours.to - hours.from

    /// Returns the same time on the clock, `days` working days later.
    static func later(_ date: Date, days: Int) -> Date {
        var (day, left, steps) = (CivilDay(date), days, 0)
        while left > 0 {
            day = day + 1
            steps += 1
            if isWorking(day) { left -= 1 }
        }
        return CivilDay.same(date, later: steps)
    }

    /// True for a bank holiday of England and Wales: those of the Banking and Financial Dealings Act 1971, the
    /// common-law ones, and those proclaimed for one year (gov.uk/bank-holidays).
    static func isHoliday(_ day: CivilDay) -> Bool {
        let (year, month, date) = day.civil
        if let exception = exceptions["\(day)"] { return exception }
        switch month {
        case 1: return day == substitute(CivilDay(year, 1, 1))
        case 3, 4:
            let sunday = easter(year)
            return day == sunday + -2 || day == sunday + 1
        case 5: return day.weekday == 0 && (date <= 7 || date > 24)
        case 8: return day.weekday == 0 && date > 24
        case 12:
            let christmas = substitute(CivilDay(year, 12, 25))
            let boxing = substitute(CivilDay(year, 12, 26))
            return day == christmas || day == (boxing == christmas ? boxing + 1 : boxing)
        default: return false
        }
    }

    /// True for an extra holiday, false for a regular one that was moved to another day.
    private static let exceptions: [String: Bool] = [
        "2020-05-04": false, "2020-05-08": true, "2022-05-30": false, "2022-06-02": true, "2022-06-03": true,
        "2022-09-19": true, "2023-05-08": true,
    ]

    private static func substitute(_ day: CivilDay) -> CivilDay {
        switch day.weekday {
        case 5: day + 2
        case 6: day + 1
        default: day
        }
    }

    /// Returns Easter Sunday in the Gregorian calendar, by the golden number, the epact and the Sunday letter.
    private static func easter(_ year: Int) -> CivilDay {
        let golden = year % 19
        let century = year / 100
        let skipped = century - century / 4
        let corrected = (century - (century - 17) / 25) / 3
        var epact = (skipped - corrected + 19 * golden + 15) % 30
        epact -= (epact / 28) * (1 - (29 / (epact + 1)) * ((21 - golden) / 11))
        let letter = (year + year / 4 + epact + 2 - skipped) % 7
        let offset = epact - letter
        let month = 3 + (offset + 40) / 44
        return CivilDay(year, month, offset + 28 - 31 * (month / 4))
    }
}
