import Foundation
import Letters
import Messages
import Operations

/// Which way a letter goes: by the practices file, and by the environment that the service serves.
struct Routing: Sendable {
    var practices: Practices
    var environment: TrustEnvironment

    /// The practices file's row for the delivery on the day on which it was asked for.
    func practice(for facts: DeliveryFacts, askedAt: Date) throws(Refusal) -> Practice {
        switch practices.route(for: facts.recipient, kind: facts.kind, on: askedAt) {
        case .route(let practice): return practice
        case .unknown: throw .practiceUnknown
        case .notActive: throw .practiceInactive
        }
    }

    /// The format that the row asks for, or that follows from its channel.
    func format(of practice: Practice) throws(Refusal) -> Practice.Format {
        switch practice.format ?? (practice.channel == .folder ? .folder : .sendDocument) {
        case .folder: return .folder
        case .sendDocument where practice.channel == .mesh:
            guard practice.isAssured else { throw .notAssured }
            return .sendDocument
        case let other: throw .formatUnsupported("\(other.rawValue) by \(practice.channel.rawValue)")
        }
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
