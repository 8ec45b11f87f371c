import Foundation
import Letters
import Testing

@testable import HL7v2

@Suite("The hours in which a feed should send")
struct FeedHoursTests {
    private let zone = TimeZone(identifier: "Europe/London") ?? .gmt
    private let hours = FeedHours(days: [.mon, .tue], from: 8 * 60, to: 18 * 60, after: Waiting(.seconds(7200)))

    /// 2026-11-30 is a Monday.
    private func time(_ text: String) throws -> Date { try Date("2026-\(text):00Z", strategy: .iso8601) }

    @Test("count silence within them alone")
    func silence() throws {
        func isSilent(_ last: String, _ now: String) throws -> Bool {
            hours.isSilent(since: try time(last), at: try time(now), zone: zone)
        }
        #expect(try !isSilent("11-30T09:00", "11-30T10:59"))
        #expect(try isSilent("11-30T09:00", "11-30T11:01"))
        // The night before does not count.
        #expect(try !isSilent("11-29T12:00", "11-30T09:30"))
        #expect(try isSilent("11-29T12:00", "11-30T10:30"))
        #expect(try !isSilent("11-30T09:00", "11-30T18:00"))
        #expect(try !isSilent("11-30T09:00", "12-02T12:00"))
    }

    @Test("are in the feed's zone, summer time included")
    func summer() throws {
        // 07:30 UTC on Monday, 6 July is half past eight.
        let hours = FeedHours(days: [.mon], from: 480, to: 1080, after: Waiting(.seconds(1200)))
        #expect(hours.isSilent(since: try time("07-05T12:00"), at: try time("07-06T07:30"), zone: zone))
        #expect(!hours.isSilent(since: try time("07-05T12:00"), at: try time("07-06T07:10"), zone: zone))
    }
}
