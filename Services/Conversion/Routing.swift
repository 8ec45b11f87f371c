import Foundation
import Letters
import Messages
import Operations

/// Selects the practice's row and the formats of a letter, from the practices file, the table of formats and the
/// environment.
struct Routing: Sendable {
    var practices: Practices
    var table = RoutingTable.standard
    var environment: TrustEnvironment

    /// Returns the practices file's row for the delivery, on the day of the request.
    func practice(for facts: DeliveryFacts, askedAt: Date) throws(Refusal) -> Practice {
        switch practices.route(for: facts.recipient, kind: facts.kind, on: askedAt) {
        case .route(let practice): return practice
        case .unknown: throw .practiceUnknown
        case .notYetActive: throw .practiceNotYetActive
        case .closed: throw .practiceClosed
        case .merged(let successor): throw .practiceMerged(into: successor)
        }
    }

    /// Returns the formats to try, in order: the row's format and its fallbacks, or those of the table.
    ///
    /// Only formats that fit the row's channel are returned; at least one.
    /// - Throws: `Refusal.formatUnsupported`.
    func formats(for practice: Practice, kind: LetterKind) throws(Refusal) -> [Practice.Format] {
        let all = table.formats(for: practice, kind: kind)
        let possible = all.filter { ($0 == .folder) == (practice.channel == .folder) }
        guard !possible.isEmpty else { throw .formatUnsupported(all.first?.rawValue ?? "no format at all") }
        return possible
    }

    /// Throws for a test patient in the live environment, and for a real patient in a test environment. A letter
    /// without an NHS number may be a real patient's.
    func guardPatient(_ patient: Patient) throws(Refusal) {
        let isTest = patient.nhsNumber?.isTestNumber ?? false
        switch environment {
        case .live where isTest, .test where !isTest: throw .guarded(environment: environment.rawValue)
        default: break
        }
    }
}
