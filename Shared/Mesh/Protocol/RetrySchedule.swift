import Foundation

/// How often and after what pauses a request that may safely be repeated is tried (a send may not).
public struct RetrySchedule: Sendable, Equatable {
    /// Tries in all.
    public var attempts: Int
    /// Seconds before the first repetition; doubled each time, then drawn at random between half and all of it.
    public var first: Double
    /// Seconds that we wait at most, also when `Retry-After` asks for more: then it is the caller's turn to wait.
    public var longest: Double

    public init(attempts: Int = 4, first: Double = 0.5, longest: Double = 30) {
        self.attempts = attempts
        self.first = first
        self.longest = longest
    }

    /// Seconds to wait before the next try; nil when there is none.
    ///
    /// - Parameters:
    ///   - attempt: which try has just failed, from 1.
    ///   - retryAfter: seconds that the server asked for.
    ///   - draw: from 0 to 1.
    func pause(after attempt: Int, retryAfter: Double?, draw: Double = .random(in: 0...1)) -> Double? {
        guard attempt < attempts else { return nil }
        if let retryAfter { return retryAfter <= longest ? retryAfter : nil }
        let full = min(longest, first * Double(1 << min(attempt - 1, 20)))
        return full / 2 + full / 2 * draw
    }
}

/// Dates of HTTP.
enum HTTPDate {
    /// `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3); never negative.
    static func retryAfter(_ text: String, now: Date) -> Double? {
        if let seconds = Double(text), seconds.isFinite { return max(0, seconds) }
        return date(text).map { max(0, $0.timeIntervalSince(now)) }
    }

    /// `Mon, 23 Nov 2026 01:50:44 GMT` (RFC 9110, section 5.6.7); MESH's sandbox writes UTC for GMT.
    static func date(_ text: String) -> Date? {
        let words = text.split(whereSeparator: { $0 == " " || $0 == "," || $0 == ":" })
        guard words.count == 8, words[7] == "GMT" || words[7] == "UTC",
            let month = months.firstIndex(of: String(words[2])), let day = Int(words[1]), let year = Int(words[3]),
            let hour = Int(words[4]), let minute = Int(words[5]), let second = Int(words[6])
        else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar.date(
            from: DateComponents(
                year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second))
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
