import Foundation
import Letters

/// The trust's obligation to deliver a letter within a time after the discharge or the visit (NHS Standard Contract,
/// service condition 11).
enum Promise: String, CaseIterable, Sendable {
    case discharge, emergency, clinic

    /// Returns nil for a letter without an encounter, which is counted separately.
    init?(kind: LetterKind, encounterAt: Date?) {
        guard encounterAt != nil else { return nil }
        switch kind {
        case .inpatientDischarge, .mentalHealthDischarge: self = .discharge
        case .emergencyDischarge: self = .emergency
        case .outpatientLetter, .clinicalLetter: self = .clinic
        }
    }

    /// K1, K2, K3.
    var measure: Measure {
        switch self {
        case .discharge: .dischargeInTime
        case .emergency: .emergencyInTime
        case .clinic: .clinicInTime
        }
    }

    /// The measure with the time of sending in place of the arrival: K1s, K2s, K3s.
    var sentMeasure: Measure {
        switch self {
        case .discharge: .dischargeSent
        case .emergency: .emergencySent
        case .clinic: .clinicSent
        }
    }

    /// Returns the last instant that is in time.
    ///
    /// 24 hours are elapsed hours. The days for a clinic letter end at the same time on the clock: 7 days since 1 April
    /// 2018, 10 since 1 April 2017, 14 before.
    func due(after encounter: Date) -> Date {
        switch self {
        case .discharge, .emergency: encounter.addingTimeInterval(86_400)
        case .clinic:
            CivilDay.same(
                encounter,
                later: CivilDay(encounter) >= CivilDay(2018, 4, 1)
                    ? 7 : CivilDay(encounter) >= CivilDay(2017, 4, 1) ? 10 : 14)
        }
    }
}

/// The verdict on a promise. It does not depend on the current time: an `open` promise past its due time is late.
enum PromiseVerdict: String, CaseIterable, Sendable {
    case open
    /// Filed in time.
    case kept
    /// In time by the best evidence of a format without a business answer: collected, delivered or sent.
    case evidence
    case late
    /// Not counted: withdrawn or replaced before it was due, or rerouted, so that the promise passes to the new
    /// delivery.
    case withdrawn, replaced, rerouted

    var isCounted: Bool { ![.withdrawn, .replaced, .rerouted].contains(self) }
}
