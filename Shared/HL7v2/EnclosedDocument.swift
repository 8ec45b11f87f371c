import Foundation
import XML

/// A CDA document that only wraps a file (HL7 CDA R2, 4.3.1.2: `nonXMLBody` in base64).
enum EnclosedDocument {
    case file(Data)
    case without

    /// Nil if the bytes are not a CDA document.
    init?(_ bytes: Data) {
        guard bytes.prefix(8192).range(of: Data("ClinicalDocument".utf8)) != nil, let root = try? XMLReader.read(bytes),
            Self.name(root) == "ClinicalDocument"
        else { return nil }
        let body = root.everything.first { Self.name($0) == "nonXMLBody" }
        let text = body?.children.first { Self.name($0) == "text" }
        guard let text, text.attribute("representation") == "B64", let file = Base64.bytes(text.allText.utf8) else {
            self = .without
            return
        }
        self = .file(Data(file))
    }

    private static func name(_ element: Element) -> Substring {
        element.name.split(separator: ":").last ?? ""
    }
}
