import FHIR
import Foundation
import ITK
import ITK2
import Kettering
import UKCore
import XML

/// A message file, told by its outermost element, and what breaks a rule in it.
struct JudgedMessage {
    var kind: String
    /// What it is in one line; where it cannot be read whole, at which element the reader stopped.
    var summary: String
    /// What breaks its specification.
    var problems: [String]
    /// What its specification allows, and MeshPost never writes.
    var notes: [String]

    /// - Throws: `Trouble` for a file that is no message of a kind that we write or read.
    init(_ data: Data) throws {
        let root: Element
        do {
            root = try XMLReader.read(data, keepsDocumentType: true).resolvingPrefixes()
        } catch {
            throw Trouble("the file is \(OtherFile.words(data) ?? "no message: \(error)")")
        }
        let violations: [Violation]
        switch root.name {
        case "Bundle" where UKCoreProfile.isClaimed(by: root):
            kind = "a UK Core message"
            summary = Self.summary { () throws(Violation) in try MessageSummary.line(ofUKCore: root) }
            violations = UKCoreProfile.violations(of: root)
        case "Bundle" where AnswerProfile.isClaimed(by: root):
            kind = "an answer: an ITK3 response"
            summary = MessageSummary.line(ofResponse: data)
            violations = AnswerProfile.violations(of: root)
        case "Bundle":
            if let words = OtherFile.words(bundle: root) { throw Trouble("the file is \(words)") }
            kind = root.first("type")?.valueText == "message" ? "an ITK3 message" : "an ITK3 document"
            summary = Self.summary { () throws(Violation) in try MessageSummary.line(ofITK: root) }
            violations = ITKProfile.violations(of: root)
        case "ReportMsg":
            kind = "a Kettering message"
            summary = try MessageSummary.line(ofKettering: root)
            violations = KetteringRules.violations(of: root)
        case "DistributionEnvelope" where BusinessResponse.isIn(root):
            kind = "an answer: an ITK 2 business response"
            summary = Self.summary { () throws(Violation) in
                MessageSummary.line(isAccepted: try BusinessResponse(root).isAccepted)
            }
            violations = BusinessResponse.violations(of: root)
        case "InfrastructureResponse":
            kind = "an answer: an ITK 2 infrastructure response"
            summary = Self.summary { () throws(Violation) in
                let response = try InfrastructureResponse(root)
                return MessageSummary.line(isAccepted: response.isAccepted, because: response.errors)
            }
            violations = InfrastructureResponse.violations(of: root)
        case "DistributionEnvelope":
            if let words = OtherFile.words(envelope: root) { throw Trouble("the file is \(words)") }
            kind = "an ITK 2 distribution envelope"
            summary = MessageSummary.line(ofEnvelope: root)
            violations = DistributionEnvelopeRules.violations(of: root)
        default:
            throw Trouble("the file is \(OtherFile.words(root))")
        }
        problems = violations.filter { !$0.isOurs }.map(\.description)
        notes = Set(violations.filter(\.isOurs).map(\.description)).sorted()
        if root.name == "Bundle", root.attribute("xmlns") != FHIR.namespace {
            problems.append("Bundle must be in the namespace \(FHIR.namespace)")
        }
    }

    private static func summary(_ line: () throws(Violation) -> String) -> String {
        do {
            return try line()
        } catch {
            return "It cannot be read whole: \(error)."
        }
    }
}
