import Foundation
import Letters
import Messages

/// Formats figures and times for the pages.
extension Phrases {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    private static let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

    /// `12,345`.
    static func number(_ value: Int) -> String {
        let digits = Array(String(abs(value)))
        var text = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return value < 0 ? "−" + text : text
    }

    /// `3 h 12 min`, `2 d 4 h`, `45 s`.
    static func duration(_ seconds: TimeInterval) -> String {
        if seconds < 0 { return "in " + duration(-seconds) }
        let whole = Int(seconds.rounded())
        switch whole {
        case ..<60: return "\(whole) s"
        case ..<3600: return parts(whole / 60, "min", whole % 60, "s", isShort: whole >= 600)
        case ..<86_400: return parts(whole / 3600, "h", whole % 3600 / 60, "min")
        default: return parts(whole / 86_400, "d", whole % 86_400 / 3600, "h", isShort: whole >= 864_000)
        }
    }

    private static func parts(_ one: Int, _ unit: String, _ two: Int, _ other: String, isShort: Bool = false) -> String
    {
        two == 0 || isShort ? "\(one) \(unit)" : "\(one) \(unit) \(two) \(other)"
    }

    /// Returns a share in per cent with one decimal, or `n of m` when there are fewer than ten.
    static func share(_ number: Int, of all: Int) -> String {
        guard all >= 10 else { return "\(number) of \(all)" }
        let tenths = Int((Double(number) * 1000 / Double(all)).rounded())
        // A share below 100 % is never rounded up to 100 %.
        let shown = number < all ? min(tenths, 999) : tenths
        return "\(shown / 10).\(shown % 10) %"
    }

    private static func clock(_ date: Date) -> (day: CivilDay, hour: Int, minute: Int, second: Int) {
        let day = CivilDay(date)
        let instant = CivilDay.milliseconds(date)
        let wall = instant + CivilDay.offset(at: instant) - day.number * 86_400_000
        return (day, wall / 3_600_000, wall / 60_000 % 60, wall / 1000 % 60)
    }

    private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

    /// `22 Nov 2026`.
    static func day(_ day: CivilDay) -> String {
        let (year, month, date) = day.civil
        return "\(date) \(months[month - 1]) \(year)"
    }

    /// `Tuesday 24 Nov 2026`.
    static func weekday(_ day: CivilDay) -> String { "\(days[day.weekday]) \(self.day(day))" }

    /// `Nov 2026`.
    static func month(_ day: CivilDay) -> String { "\(months[day.civil.month - 1]) \(day.civil.year)" }

    /// `22 Nov 2026, 16:05`, in UK time.
    static func time(_ date: Date) -> String {
        let (day, hour, minute, _) = clock(date)
        return "\(self.day(day)), \(two(hour)):\(two(minute))"
    }

    /// As `time`, with seconds.
    static func second(_ date: Date) -> String { "\(time(date)):\(two(clock(date).second))" }

    static func time(_ text: String?) -> String {
        guard let text, let date = Instant.date(text) else { return "–" }
        return time(date)
    }

    static func machine(_ date: Date) -> String { Instant.text(date) }

    /// `999 000 0018`.
    static func nhsNumber(_ digits: String) -> String {
        guard digits.count == 10 else { return digits }
        return "\(digits.prefix(3)) \(digits.dropFirst(3).prefix(3)) \(digits.suffix(4))"
    }

    /// `04-Mar-1975`, the format of the NHS Common User Interface for birth dates.
    static func birthDate(_ text: String) -> String {
        guard let day = CivilDay(text) else { return text }
        let (year, month, date) = day.civil
        return "\(two(date))-\(months[month - 1])-\(year)"
    }

    static func cause(_ cause: Attention.Cause) -> String {
        switch cause {
        case .withdrawnAfterSending: "Withdrawn after it had been sent"
        case .elsewhere: "MESH took it to another mailbox than was meant"
        case .pagesDoubted: "Sent, and its pages are judged wrong"
        case .document: "A document's pages wait to be released"
        case .patientLeft: "The patient has left the practice, or it does not know the patient"
        case .practiceGone: "The practice has closed or merged"
        case .configuration: "The trust's own files do not say how to send it"
        case .refused: "It cannot be made into a message"
        case .rejected: "Rejected by the practice"
        case .rejectedTechnically: "Rejected by the practice's system"
        case .unroutable: "No mailbox, or not the one that was expected"
        case .undelivered: "MESH could not deliver it"
        case .doubted: "An answer that is not believed"
        case .parked: "Given up by a stage"
        case .stalled: "Not moved on in time"
        case .overdue: "No answer in time"
        }
    }
}

extension Phrases {
    /// Returns a code with its words from the table of codes, if it is known.
    static func code(_ code: String) -> String {
        AnswerCode.known(code).map { "code \(code): \($0.words)" } ?? "code \(code)"
    }
}
