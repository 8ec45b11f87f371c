import Foundation

/// A received Kettering message: the element `ReportMsg`, and how its bytes begin.
struct KetteringMessage {
    let root: XMLNode
    /// The encoding that the XML declaration names, in capitals.
    let encoding: String
    /// The system identifier of its document type.
    let documentType: String?

    /// Nil unless it is well-formed and a `ReportMsg`.
    init?(_ data: Data) {
        guard let root = XMLReading.read(data, takesDocumentType: true), root.name == "ReportMsg" else { return nil }
        self.root = root
        let start = String(decoding: data.prefix(400), as: UTF8.self)
        encoding = start.firstMatch(of: /encoding="([^"]+)"/).map { String($0.1).uppercased() } ?? "UTF-8"
        documentType = start.firstMatch(of: /<!DOCTYPE ReportMsg SYSTEM "([^"]+)">/).map { String($0.1) }
    }

    /// The text at the end of a path of names; nil where there is none.
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

    /// The party with this number: 1 the practice, 2 the hospital.
    func party(_ number: String) -> XMLNode? {
        root.first("Parties")?.all("Party").first { $0.attributes["AgentId"] == number }
    }

    /// What is shown: a file, or HTML.
    var file: Data? {
        let block = (text("ClinicalReport", "TextItem", "TextBlock") ?? "").filter { !$0.isWhitespace }
        return Data(base64Encoded: block)
    }
}
