import Foundation
import Letters
import Messages
import Testing

@Suite("An instant")
struct InstantTests {
    @Test("is the same after any number of writings and readings")
    func stable() throws {
        for millisecond in stride(from: 1_763_827_500_000, to: 1_763_827_503_000, by: 1) {
            let text = Instant.text(Date(timeIntervalSince1970: Double(millisecond) / 1000))
            let date = try #require(Instant.date(text))
            #expect((date.timeIntervalSince1970 * 1000).rounded() == Double(millisecond))
            #expect(Instant.text(date) == text)
            #expect(Instant.rounded(date) == date)
        }
    }

    @Test(
        "is read with and without a fraction and at any offset",
        arguments: [
            ("2026-11-22T16:05:00Z", 1_795_363_500.0), ("2026-11-22T16:05:00.250Z", 1_795_363_500.25),
            ("2026-11-22T17:05:00+01:00", 1_795_363_500), ("2026-11-22T17:05:00.5+01:00", 1_795_363_500.5),
            ("2026-11-22T16:04:59.9999Z", 1_795_363_500), ("2026-11-22T10:35:00-05:30", 1_795_363_500),
            ("2024-02-29T00:00:00Z", 1_709_164_800), ("1969-12-31T23:59:59.750Z", -0.25),
        ])
    func reads(text: String, seconds: Double) {
        #expect(Instant.date(text)?.timeIntervalSince1970 == seconds)
    }

    @Test(
        "is none without a zone, for a local time comes twice a year", arguments: ["2026-11-22T16:05:00", "2026-11-22"])
    func zone(text: String) {
        #expect(Instant.date(text) == nil)
    }

    @Test(
        "is none on a day or at an hour that does not exist",
        arguments: [
            "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-10T00:00:00Z", "2026-11-31T00:00:00Z",
            "2026-11-22T24:00:00Z", "2026-11-22T16:60:00Z", "2026-11-22T16:05:00.Z", "2026-11-22T16:05:00Zulu",
            "2026-11-22 16:05:00Z", "2026-11-22T16:05:00+0100", "+026-11-22T16:05:00Z",
        ])
    func impossible(text: String) {
        #expect(Instant.date(text) == nil)
    }

    @Test("agrees with Foundation's calendar on every day of four centuries")
    func calendar() {
        let style = Date.ISO8601FormatStyle()
        for day in stride(from: -25_567, to: 120_530, by: 1) {
            let date = Date(timeIntervalSince1970: Double(day) * 86_400 + 43_200)
            let text = Instant.text(date)
            #expect(text.prefix(19) == date.formatted(style).prefix(19))
            #expect(Instant.date(text) == date)
        }
    }
}
