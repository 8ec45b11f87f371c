import Letters
import Operations

/// Acknowledgement's own settings (deploy/docs/CONTRACT.md, "Settings").
struct AcknowledgementSettings: Sendable {
    var waitTimes: WaitTimes
    /// How long an answer may wait for the letter that it overtook.
    var unmatchedWait: Waiting

    init(_ settings: Settings) throws(SettingError) {
        waitTimes = WaitTimes(
            collected: try settings.waiting("WAIT_COLLECTED", default: "5 d"),
            technical: try settings.waiting("WAIT_TECHNICAL", default: "2 d"),
            business: try settings.waiting("WAIT_BUSINESS", default: "5 d"))
        unmatchedWait = try settings.waiting("ACKNOWLEDGEMENT_UNMATCHED_WAIT", default: "15 min")
    }
}
