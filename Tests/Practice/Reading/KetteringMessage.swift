import Foundation

/// A received Kettering message: the element `ReportMsg`, and the encoding and document type that precede it.
struct KetteringMessage {
    let root: XMLNode
    /// The encoding that the XML declaration names, in upper case.
    let encoding: String
    /// The system identifier of the document type declaration.
    let documentType: String?

    /// Returns nil unless the data is well-formed XML with the root `ReportMsg`.
    init?(_ data: Data) {
        guard let root = XMLReading.read(data, takesDocumentType: true), root.name == "ReportMsg" else { return nil }
        self.root = root
        let start = String(decoding: data.prefix(400), as: UTF8.self)
        encoding = start.firstMatch(of: /encoding="([^"]+)"/).map { String($0.1).uppercased() } ?? "UTF-8"
        documentType = start.firstMatch(of: /<!DOCTYPE ReportMsg SYSTEM "([^"]+)">/).map { String($0.1) }
    }

    /// Returns the text of the element at the end of a path of names; nil if there is none.
    func text(_ path: String...) -> String? {
        let node = path.reduce(Optional(root)) { node, name in node?.children.first { $0.name == name } }
        return node?.text
    }

    var facts: LetterFacts {
        LetterFacts(
            messageID: text("MsgId"), documentID: text("ClinicalReport", "ReportID"),
            given: (text("PatientMatchingInfo", "PersonName_s", "StructPersonName", "GivenName") ?? "")
                .split(separator: " ").map(String.init),
            nhsNumber: text("PatientMatchingInfo", "PatientId", "Id", "IdValue"))
    }

    /// Returns the party with this number: 1 is the practice, 2 is the hospital.
    func party(_ number: String) -> XMLNode? {
        root.first("Parties")?.all("Party").first { $0.attributes["AgentId"] == number }
    }

    /// The content that a practice displays: a file, or HTML.
    var file: Data? {
        let block = (text("ClinicalReport", "TextItem", "TextBlock") ?? "").filter { !$0.isWhitespace }
        return Data(base64Encoded: block)
    }
}
