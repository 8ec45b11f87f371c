import Operations

/// The trust's targets, in per cent of what is counted.
///
/// The time limits (24 hours, 7 days) are the NHS Standard Contract's, service condition 11; the shares are defaults
/// that a trust may replace.
struct Targets: Sendable {
    private var values: [String: Double] = [
        "K1": 95, "K2": 95, "K3": 95, "K5": 95, "K7.technical": 98, "K7.business": 95, "K9": 100, "K10": 98,
    ]

    init() {}

    /// - Throws: `SettingError` for an unknown measure or an invalid number.
    init(_ settings: Settings) throws(SettingError) {
        for text in try settings.value(of: ReportingSetting.targets) {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let measure = values.keys.first(where: { $0 == parts[0] }),
                let value = Double(parts[1]), (0...100).contains(value)
            else {
                throw SettingError(
                    ReportingSetting.targets,
                    "has \"\(text)\": it must be a measure with a share in per cent, like K1=95; measures are "
                        + values.keys.sorted().joined(separator: ", "))
            }
            values[measure] = value
        }
    }

    func value(of measure: Measure) -> Double? { values[measure.rawValue] }
}
