import FHIR
import Foundation
import ITK
import XML

/// What a file is that MeshPost neither writes nor reads.
enum OtherFile {
    private static let wanted =
        "which MeshPost neither writes nor reads: an ITK3 or UK Core Bundle, an ITK 2 envelope with a non-coded "
        + "document, a Kettering ReportMsg or an answer to one of them is wanted"

    /// Of bytes that are no XML; nil for those of no known form.
    static func words(_ data: Data) -> String? {
        let start = String(decoding: data.prefix(64), as: UTF8.self).drop(while: \.isWhitespace)
        switch start {
        case _ where start.starts(with: /\{\s*["}]/): return "JSON, and practices take messages in XML only"
        case _ where start.hasPrefix("MSH|"): return "an HL7 version 2 message, which a hospital's system sends"
        case _ where start.hasPrefix("%PDF"): return "a PDF document, and no message that carries one"
        default: return nil
        }
    }

    /// Of an outermost element.
    static func words(_ root: Element) -> String {
        switch (root.name, root.attribute("xmlns")) {
        case ("Envelope", _): "a SOAP envelope, \(wanted)"
        case ("letterMetadata", _): "what lies beside a letter in a folder, and no message"
        case ("ClinicalDocument", _): "a CDA document without its envelope, \(wanted)"
        case (let name, FHIR.namespace): "a FHIR resource alone (\(name)), \(wanted)"
        case (let name, _): "XML that begins with <\(name)>, \(wanted)"
        }
    }

    /// Of a bundle that is neither a message nor a document, or a message of an event that is not ours; nil for others.
    static func words(bundle: Element) -> String? {
        let type = bundle.first("type")?.valueText
        if let type, !["message", "document"].contains(type) {
            return "a FHIR bundle that is neither a message nor a document, \(wanted)"
        }
        let resources = bundle.all("entry").compactMap { $0.first("resource")?.children.first }
        let event = resources.first { $0.name == "MessageHeader" }?.first("event", "code")?.valueText
        guard let event, let words = events[event] else { return nil }
        return "an ITK3 message of \(words), \(wanted)"
    }

    /// Of an envelope; nil for one with a non-coded document.
    static func words(envelope: Element) -> String? {
        guard let payload = envelope.first("payloads", "payload") else { return nil }
        guard let document = payload.first("ClinicalDocument") else {
            return "an ITK 2 envelope without a clinical document, \(wanted)"
        }
        guard document.first("component", "structuredBody") == nil else {
            return "an ITK 2 envelope with a coded clinical document, \(wanted)"
        }
        return nil
    }

    /// The other events of CodeSystem ITK-MessageEvent-2.
    private static let events = [
        "ITK009D": "an immunization", "ITK010D": "an emergency supply", "ITK011M": "the events of a child's health",
        "ITK012M": "pathology", "ITK013D": "a minor illness", "ITK014M": "GP Connect Update Record",
    ]
}
