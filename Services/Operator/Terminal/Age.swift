import Foundation

/// Formats an age in its two largest units, such as `2 d 3 h`.
enum Age {
    static func text(from date: Date?, to now: Date) -> String {
        guard let date else { return "?" }
        let seconds = Int(max(0, now.timeIntervalSince(date)))
        let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60)
        if days > 0 { return hours > 0 ? "\(days) d \(hours) h" : "\(days) d" }
        if hours > 0 { return minutes > 0 ? "\(hours) h \(minutes) min" : "\(hours) h" }
        if minutes > 0 { return "\(minutes) min" }
        return "\(seconds) s"
    }
}
