/// Formats times as MESH does, always in UTC.
enum MeshTime {
    /// `yyyyMMddHHmmss`
    static func compact(_ seconds: Double) -> String {
        let (date, time) = parts(seconds)
        return pad(date.0, 4) + pad(date.1) + pad(date.2) + pad(time.0) + pad(time.1) + pad(time.2)
    }

    /// `2026-11-23T01:50:45.062492`, without a zone.
    static func iso(_ seconds: Double) -> String {
        let (date, time) = parts(seconds)
        let micros = Int((seconds - seconds.rounded(.down)) * 1_000_000)
        return pad(date.0, 4) + "-" + pad(date.1) + "-" + pad(date.2) + "T" + pad(time.0) + ":" + pad(time.1) + ":"
            + pad(time.2) + "." + pad(micros, 6)
    }

    private static func pad(_ number: Int, _ width: Int = 2) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }

    private static func parts(_ seconds: Double) -> ((Int, Int, Int), (Int, Int, Int)) {
        let whole = Int(seconds.rounded(.down))
        let (days, rest) = (whole / 86_400, whole % 86_400)
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let calendarMonth = month < 10 ? month + 3 : month - 9
        let year = yearOfEra + era * 400 + (calendarMonth <= 2 ? 1 : 0)
        return ((year, calendarMonth, day), (rest / 3600, rest / 60 % 60, rest % 60))
    }
}
