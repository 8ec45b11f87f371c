import Foundation
import Letters
import Testing

@testable import Reporting

/// Tests the days, hours and working time that figures are computed with.
@Suite("The calendar of figures")
struct CalendarTests {
    @Test("has the days of England, at midnight, at both changes of the clocks and on leap days")
    func days() throws {
        let calendar = EnglishTime.calendar
        for text in [
            "2026-03-28T23:59:59.999Z", "2026-03-29T00:00:00.000Z", "2026-03-29T00:59:59.999Z",
            "2026-03-29T01:00:00.000Z",
            "2026-03-31T22:59:59.999Z", "2026-03-31T23:00:00.000Z", "2026-10-25T00:30:00.000Z",
            "2026-10-25T01:00:00.000Z",
            "2024-02-28T23:59:59.999Z", "2024-02-29T12:00:00.000Z", "2024-12-31T23:59:59.999Z",
            "2030-06-30T23:30:00.000Z",
            "1999-12-31T23:59:59.999Z",
        ] {
            let date = try #require(ISO8601DateFormatter.exact.date(from: text))
            let parts = calendar.dateComponents([.year, .month, .day], from: date)
            let day = CivilDay(date)
            #expect(day.civil == (parts.year!, parts.month!, parts.day!), "\(text)")
            #expect(day.start == calendar.startOfDay(for: date), "\(text)")
            #expect(CivilDay("\(day)") == day)
            for later in [1, 7, 10] {
                #expect(
                    CivilDay.same(date, later: later) == calendar.date(byAdding: .day, value: later, to: date),
                    "\(text) + \(later)")
            }
        }
        for number in stride(from: 3000, to: 30_000, by: 97) {
            let day = CivilDay(number: number)
            let parts = calendar.dateComponents([.weekday], from: day.at(12 * 3_600_000))
            #expect(day.weekday == (parts.weekday! + 5) % 7, "\(day)")
            #expect(CivilDay(day.start) == day && CivilDay(day.start - 0.001) == day + -1)
            #expect(day.month.civil.day == 1 && day.nextMonth.civil.day == 1 && day.week.weekday == 0)
        }
        for text in ["2026-02-29", "2026-13-01", "2026-1-1", "26-01-01", "2026-00-10", "x"] {
            #expect(CivilDay(text) == nil)
        }
    }

    @Test(
        "knows the bank holidays of England and Wales as the government listed them",
        arguments: [
            (
                2020,
                [
                    "2020-01-01", "2020-04-10", "2020-04-13", "2020-05-08", "2020-05-25", "2020-08-31", "2020-12-25",
                    "2020-12-28",
                ]
            ),
            (
                2021,
                [
                    "2021-01-01", "2021-04-02", "2021-04-05", "2021-05-03", "2021-05-31", "2021-08-30", "2021-12-27",
                    "2021-12-28",
                ]
            ),
            (
                2022,
                [
                    "2022-01-03", "2022-04-15", "2022-04-18", "2022-05-02", "2022-06-02", "2022-06-03", "2022-08-29",
                    "2022-09-19",
                    "2022-12-26", "2022-12-27",
                ]
            ),
            (
                2023,
                [
                    "2023-01-02", "2023-04-07", "2023-04-10", "2023-05-01", "2023-05-08", "2023-05-29", "2023-08-28",
                    "2023-12-25",
                    "2023-12-26",
                ]
            ),
            (
                2026,
                [
                    "2026-01-01", "2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25", "2026-08-31", "2026-12-25",
                    "2026-12-28",
                ]
            ),
            (
                2027,
                [
                    "2027-01-01", "2027-03-26", "2027-03-29", "2027-05-03", "2027-05-31", "2027-08-30", "2027-12-27",
                    "2027-12-28",
                ]
            ),
        ] as [(Int, [String])])
    func holidays(year: Int, days: [String]) {
        var found: [String] = []
        var day = CivilDay(year, 1, 1)
        while day.civil.year == year {
            if WorkingTime.isHoliday(day) { found.append("\(day)") }
            day = day + 1
        }
        #expect(found == days)
    }

    @Test("counts working time between 08:00 and 18:30 of working days alone")
    func working() throws {
        func date(_ text: String) throws -> Date { try #require(ISO8601DateFormatter.exact.date(from: text)) }
        let hour = 3_600_000
        // From Thursday before Easter 17:30 to Tuesday after Easter 09:00, in British summer time.
        #expect(
            WorkingTime.between(try date("2026-04-02T16:30:00.000Z"), try date("2026-04-07T08:00:00.000Z")) == 2 * hour)
        #expect(WorkingTime.between(try date("2026-11-21T10:00:00.000Z"), try date("2026-11-22T10:00:00.000Z")) == 0)
        #expect(
            WorkingTime.between(try date("2026-11-23T00:00:00.000Z"), try date("2026-11-24T00:00:00.000Z"))
                == WorkingTime.day)
        // Five working days, with the May bank holiday between.
        #expect(
            WorkingTime.later(try date("2026-04-30T10:00:00.000Z"), days: 5) == (try date("2026-05-08T10:00:00.000Z")))
    }

    @Test("tells times at most 2.5 per cent too high, and percentiles by the nearest rank")
    func histogram() {
        for time in [1, 2, 39, 40, 41, 999, 1000, 86_399_999, 86_400_000, 12_345_678_901] {
            let end = LogHistogram.end(of: LogHistogram.bin(time))
            #expect(end >= time && Double(end) <= Double(time) * 1.025 + 1, "\(time): \(end)")
        }
        #expect(LogHistogram.bin(0) == 0 && LogHistogram.end(of: 0) == 0)
        #expect(LogHistogram.percentile(50, of: [:]) == nil)
        let bins = [1: 1, 10: 8, 300: 1]
        #expect(LogHistogram.percentile(10, of: bins) == LogHistogram.end(of: 1))
        #expect(LogHistogram.percentile(90, of: bins) == LogHistogram.end(of: 10))
        #expect(LogHistogram.percentile(95, of: bins) == LogHistogram.end(of: 300))
    }
}

extension ISO8601DateFormatter {
    /// A formatter with milliseconds.
    static var exact: ISO8601DateFormatter {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
        return formatter
    }
}
