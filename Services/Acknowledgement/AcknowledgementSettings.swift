import Letters
import Operations

/// Acknowledgement's own settings (deploy/docs/CONTRACT.md, "Settings").
struct AcknowledgementSettings: Sendable {
    var waitTimes: WaitTimes
    /// How long an answer that arrives before its letter is known may wait for that letter.
    var unmatchedWait: Waiting

    init(_ settings: Settings) throws(SettingError) {
        waitTimes = WaitTimes(
            collected: try settings.value(of: WaitSetting.collected),
            technical: try settings.value(of: WaitSetting.technical),
            business: try settings.value(of: WaitSetting.business))
        unmatchedWait = try settings.value(of: WaitSetting.unmatched)
    }
}
