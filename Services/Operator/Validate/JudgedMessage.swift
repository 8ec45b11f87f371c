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
    var problems: [String]

    /// - Throws: `Trouble` for a file that is no message of a kind that we judge.
    init(_ data: Data) throws {
        let root: Element
        do {
            root = try XMLReader.read(data, keepsDocumentType: true)
        } catch {
            throw Trouble("the file is no message: \(error)")
        }
        switch root.name {
        case "Bundle" where UKCoreProfile.isClaimed(by: root):
            kind = "a UK Core message"
            problems = UKCoreProfile.violations(of: root).map(\.description)
        case "Bundle":
            let isMessage = root.first("type")?.valueText == "message"
            kind = isMessage ? "an ITK3 message" : "an ITK3 document"
            problems = ITKProfile.violations(of: root).map(\.description)
        case "ReportMsg":
            kind = "a Kettering message"
            problems = KetteringRules.violations(of: root).map(\.description)
        case "DistributionEnvelope":
            kind = "an ITK 2 distribution envelope"
            problems = DistributionEnvelopeRules.violations(of: root).map(\.description)
        default:
            throw Trouble(
                "the file begins with <\(root.name)>: a Bundle, a ReportMsg or a DistributionEnvelope is wanted")
        }
        if root.name == "Bundle", root.attribute("xmlns") != FHIR.namespace {
            problems.append("Bundle must be in the namespace \(FHIR.namespace)")
        }
    }
}
