public import Foundation
public import Letters

/// The days and hours in which a feed is expected to send, so that silence is a fault.
public struct FeedHours: Decodable, Equatable, Sendable {
    public enum Day: String, CaseIterable, Decodable, Sendable {
        case sun, mon, tue, wed, thu, fri, sat
    }

    public var days: [Day]
    /// Minutes after midnight in the feed's zone; `to` is exclusive.
    public var from: Int
    public var to: Int
    /// The time for which the feed may be silent within these hours.
    public var after: Waiting

    public init(days: [Day] = Day.allCases, from: Int = 0, to: Int = 1440, after: Waiting) {
        self.days = days
        self.from = from
        self.to = to
        self.after = after
    }

    enum CodingKeys: String, CodingKey, CaseIterable { case days, from, to, after }

    /// - Throws: `DecodingError`, which names the setting.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownKeys(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func wrong(_ key: CodingKeys, _ problem: String) -> DecodingError {
            .dataCorruptedError(forKey: key, in: container, debugDescription: "\(key.rawValue) \(problem)")
        }
        func minutes(_ key: CodingKeys, _ otherwise: Int) throws -> Int {
            guard let text = try container.decodeIfPresent(String.self, forKey: key) else { return otherwise }
            let parts = text.split(separator: ":").map { Int($0) }
            guard parts.count == 2, let hour = parts[0], let minute = parts[1], (0...24).contains(hour),
                (0...59).contains(minute), hour * 60 + minute <= 1440
            else { throw wrong(key, "is no time of day: write it like 08:30") }
            return hour * 60 + minute
        }
        days = try container.decodeIfPresent([Day].self, forKey: .days) ?? Day.allCases
        from = try minutes(.from, 0)
        to = try minutes(.to, 1440)
        guard from < to else { throw wrong(.to, "is not later than from") }
        guard let after = Waiting(try container.decode(String.self, forKey: .after)) else {
            throw wrong(.after, "is no span of time: write it like 2 h")
        }
        self.after = after
    }

    /// Whether the feed has been silent for too long, counting only time within these hours.
    ///
    /// - Parameter last: when the feed sent last, or from when on it could have sent.
    public func isSilent(since last: Date, at now: Date, zone: TimeZone) -> Bool {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let parts = calendar.dateComponents([.weekday, .hour, .minute], from: now)
        guard let weekday = parts.weekday, days.contains(Day.allCases[weekday - 1]) else { return false }
        let minute = (parts.hour ?? 0) * 60 + (parts.minute ?? 0)
        guard (from..<to).contains(minute) else { return false }
        let opened = now.addingTimeInterval(-Double(minute - from) * 60)
        return now.timeIntervalSince(max(last, opened)) > after.seconds
    }
}

extension Feed {
    /// Whether the feed should have sent by now (`silent`).
    ///
    /// - Parameter last: when the feed sent last, or from when on it could have sent.
    public func isSilent(since last: Date, at now: Date) -> Bool {
        let zone = TimeZone(identifier: zone) ?? .gmt
        return silent.contains { $0.isSilent(since: last, at: now, zone: zone) }
    }
}
