import FHIR
import Foundation
import ITK
import ITK2
import Kettering
import Letters
import XML

/// Summarises a message in one line: its kind, its document, the number of its parts, and whether it replaces another.
/// Codes are put into our own words, and no text of the message is repeated, because titles and names are patient data.
enum MessageSummary {
    /// A message or document of ITK3.
    ///
    /// - Throws: `Violation` when the message cannot be read into our values.
    static func line(ofITK root: Element) throws(Violation) -> String {
        let bundle = try FHIRBundle(root)
        var parts: [String] = []
        if let header = bundle.header {
            parts.append(name(ofEvent: header.event.code))
            let role = try MessageHandling(header).role
            parts.append(role == .registeredPractice ? "for action" : "for information")
        }
        guard let document = bundle.document, let composition = document.composition else {
            return sentence(parts + ["without a document"])
        }
        let files = document.entries.count { entry in
            if case .binary = entry { true } else { false }
        }
        return sentence(parts + words(of: composition, files: files))
    }

    /// A UK Core message. The elements of a composition that are read here are the same in R4 and STU3.
    static func line(ofUKCore root: Element) throws(Violation) -> String {
        let resources = root.everything.filter { $0.name == "resource" }.compactMap(\.children.first)
        guard let composition = resources.first(where: { $0.name == "Composition" }) else {
            return sentence(["a UK Core message", "without a document"])
        }
        let files = resources.count { $0.name == "Binary" }
        return sentence(["a UK Core message"] + words(of: try Composition(composition), files: files))
    }

    static func line(ofKettering root: Element) throws -> String {
        let reading = try KetteringReading(root)
        let body =
            switch reading.body {
            case .file: "a file"
            case .html: "a text"
            case nil: "nothing to show"
            }
        return sentence([
            reading.isLive ? "a live Kettering message" : "a Kettering message for testing",
            reading.isUrgent ? "urgent" : "not urgent", "with \(body)",
            replaces(root.first("ReportingInformation", "ReportingReason")?.allText == "FU"),
        ])
    }

    static func line(ofEnvelope root: Element) -> String {
        let document = root.first("payloads", "payload", "ClinicalDocument")
        return sentence([
            "an ITK 2 envelope with a non-coded CDA document",
            name(ofDocument: document?.first("code")?.attribute("code")),
            count(document?.all("component").count ?? 0, "attachment"),
            replaces(document?.first("relatedDocument") != nil),
        ])
    }

    /// An ITK3 answer, read in the same way as answers to our letters.
    static func line(ofResponse data: Data) -> String {
        do {
            let response = try ITKResponse.read(data)
            let findings = response.findings
            let kind = findings.contains { $0.code.speaker == .practice } ? "business" : "technical"
            let isUndecided = findings.contains { $0.code.sign == .undecided }
            let said = response.isPositive ? "accepted" : isUndecided ? "a person must decide" : "rejected"
            let codes = findings.map { $0.code.system == .own ? $0.detail : "\($0.code.code), \($0.detail)" }
            return "It is the \(kind) answer to a message: \(said) (\(codes.joined(separator: "; ")))."
        } catch {
            return "It cannot be read as an answer: \(error)."
        }
    }

    /// An answer of ITK 2.
    static func line(isAccepted: Bool, because errors: [String] = []) -> String {
        let why = errors.isEmpty ? "" : " (\(errors.joined(separator: "; ")))"
        return "It is the answer to a message: \(isAccepted ? "accepted" : "rejected")\(why)."
    }

    private static func words(of composition: Composition, files: Int) -> [String?] {
        [
            name(ofDocument: composition.type.code), count(composition.sections.count, "section"),
            count(files, "attachment"), replaces(composition.replaces != nil),
        ]
    }

    private static func sentence(_ parts: [String?]) -> String {
        "It is " + parts.compactMap(\.self).joined(separator: ", ") + "."
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        number == 1 ? "1 \(noun)" : "\(number == 0 ? "no" : String(number)) \(noun)s"
    }

    private static func replaces(_ replaces: Bool) -> String {
        replaces ? "replacing an earlier one" : "replacing none"
    }

    private static func name(ofEvent code: String) -> String {
        if code == SendDocument.event.code { return "GP Connect Send Document (\(code))" }
        guard let kind = TransferOfCareKind.allCases.first(where: { $0.event.code == code }) else {
            return "a message of an event that MeshPost does not write"
        }
        let letter =
            switch kind {
            case .inpatient: "inpatient discharge"
            case .mentalHealth: "mental health discharge"
            case .emergency: "emergency discharge"
            case .outpatient: "outpatient letter"
            }
        return "Transfer of Care, \(letter) (\(code))"
    }

    private static func name(ofDocument code: String?) -> String {
        let types = LetterKind.allCases.map(\.documentType)
        return types.first { $0.code == code }.map { "document type \($0.display) (\($0.code))" }
            ?? "document type that MeshPost does not write"
    }
}
