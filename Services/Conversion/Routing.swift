import Foundation
import Letters
import Messages
import Operations

/// Which way a letter goes: by the practices file, the table of formats, and the environment that the service serves.
struct Routing: Sendable {
    var practices: Practices
    var table = RoutingTable.standard
    var environment: TrustEnvironment

    /// The practices file's row for the delivery on the day on which it was asked for.
    func practice(for facts: DeliveryFacts, askedAt: Date) throws(Refusal) -> Practice {
        switch practices.route(for: facts.recipient, kind: facts.kind, on: askedAt) {
        case .route(let practice): return practice
        case .unknown: throw .practiceUnknown
        case .notYetActive: throw .practiceNotYetActive
        case .closed: throw .practiceClosed
        case .merged(let successor): throw .practiceMerged(into: successor)
        }
    }

    /// The formats to try, in order: what the row asks for and what may stand in for it, or what the table says.
    ///
    /// Only those that can go by the row's channel; at least one.
    func formats(for practice: Practice, kind: LetterKind) throws(Refusal) -> [Practice.Format] {
        let all = table.formats(for: practice, kind: kind)
        let possible = all.filter { ($0 == .folder) == (practice.channel == .folder) }
        guard !possible.isEmpty else { throw .formatUnsupported(all.first?.rawValue ?? "no format at all") }
        return possible
    }

    /// Keeps test letters out of the live service and patients' letters out of tests. A letter without a number may be
    /// a patient's.
    func guardPatient(_ patient: Patient) throws(Refusal) {
        let isTest = patient.nhsNumber?.isTestNumber ?? false
        switch environment {
        case .live where isTest, .test where !isTest: throw .guarded(environment: environment.rawValue)
        default: break
        }
    }
}
