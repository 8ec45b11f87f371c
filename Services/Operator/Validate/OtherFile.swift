import FHIR
import Foundation
import XML

/// Describes files that MeshPost neither writes nor reads.
enum OtherFile {
    static let wanted =
        "which MeshPost neither writes nor reads: an ITK3 or UK Core Bundle, an ITK 2 envelope with a non-coded "
        + "document, a Kettering ReportMsg or an answer to one of them is wanted"

    /// Describes a file that is not XML; nil for an unknown format.
    static func words(_ data: Data) -> String? {
        let start = String(decoding: data.prefix(64), as: UTF8.self).drop(while: \.isWhitespace)
        switch start {
        case _ where start.starts(with: /\{\s*["}]/): return "JSON, and practices take messages in XML only"
        case _ where start.hasPrefix("MSH|"): return "an HL7 version 2 message, which a hospital's system sends"
        case _ where start.hasPrefix("%PDF"): return "a PDF document, and no message that carries one"
        default: return nil
        }
    }

    /// Describes an XML file by its root element.
    static func words(_ root: Element) -> String {
        switch (root.name, root.attribute("xmlns")) {
        case ("Envelope", _): "a SOAP envelope, \(wanted)"
        case ("letterMetadata", _): "what lies beside a letter in a folder, and no message"
        case ("ClinicalDocument", _): "a CDA document without its envelope, \(wanted)"
        case (let name, FHIR.namespace): "a FHIR resource alone (\(name)), \(wanted)"
        case (let name, _): "XML that begins with <\(name)>, \(wanted)"
        }
    }
}
