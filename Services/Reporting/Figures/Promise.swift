import Foundation
import Letters

/// What a trust owes a practice of a letter: to have it within a time of the discharge or the visit (NHS Standard
/// Contract, service condition 11).
enum Promise: String, CaseIterable, Sendable {
    case discharge, emergency, clinic

    /// Nil for a letter that is about no encounter, which is counted beside.
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

    /// The same by the sender's clock.
    var sentMeasure: Measure {
        switch self {
        case .discharge: .dischargeSent
        case .emergency: .emergencySent
        case .clinic: .clinicSent
        }
    }

    /// The last instant that is in time.
    ///
    /// 24 hours are elapsed ones. Days of a clinic letter end at the same time on the clock: 7 from 1 April 2018, 10 from
    /// 1 April 2017, 14 before.
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

/// What became of a promise. `open` is not told apart by what time it is now: an open one is late once it was due.
enum PromiseVerdict: String, CaseIterable, Sendable {
    case open
    /// Filed in time.
    case kept
    /// In time by the best that a format without the practice's word can tell: collected, delivered, sent.
    case evidence
    case late
    /// Not counted: taken back or replaced before it was due, or owed by the delivery to another recipient.
    case withdrawn, replaced, rerouted

    var isCounted: Bool { ![.withdrawn, .replaced, .rerouted].contains(self) }
}
