import Foundation

/// The number of attempts and the pauses between them for a request that may be repeated (a send may not).
public struct RetrySchedule: Sendable, Equatable {
    /// Maximum number of attempts, the first included.
    public var attempts: Int
    /// Seconds before the first repetition. The pause doubles each time; the actual pause is random between half of it
    /// and all of it.
    public var first: Double
    /// Maximum pause in seconds. If `Retry-After` is longer, the request fails and the caller has to wait.
    public var longest: Double

    public init(attempts: Int = 4, first: Double = 0.5, longest: Double = 30) {
        self.attempts = attempts
        self.first = first
        self.longest = longest
    }

    /// Returns the seconds to wait before the next attempt; nil if there is none.
    ///
    /// - Parameters:
    ///   - attempt: the number of the attempt that has just failed, from 1.
    ///   - retryAfter: the seconds that the server asked for.
    ///   - draw: a random number from 0 to 1.
    func pause(after attempt: Int, retryAfter: Double?, draw: Double = .random(in: 0...1)) -> Double? {
        guard attempt < attempts else { return nil }
        if let retryAfter { return retryAfter <= longest ? retryAfter : nil }
        let full = min(longest, first * Double(1 << min(attempt - 1, 20)))
        return full / 2 + full / 2 * draw
    }
}

/// Parses dates in HTTP headers.
enum HTTPDate {
    /// Parses `Retry-After`, either seconds or a date (RFC 9110, section 10.2.3), into seconds; never negative.
    static func retryAfter(_ text: String, now: Date) -> Double? {
        if let seconds = Double(text), seconds.isFinite { return max(0, seconds) }
        return date(text).map { max(0, $0.timeIntervalSince(now)) }
    }

    /// Parses `Mon, 23 Nov 2026 01:50:44 GMT` (RFC 9110, section 5.6.7). MESH's sandbox writes UTC instead of GMT.
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
