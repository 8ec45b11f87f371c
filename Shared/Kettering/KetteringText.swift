import Foundation
public import Letters
public import XML

extension KetteringReport.Body {
    /// A letter's sections as one HTML text: who and by whom at its head, then every section under its heading.
    ///
    /// - Parameter sections: reduced to what the recipient's system shows.
    public static func text(of record: LetterRecord, from organisation: String, sections: [TextSection]) -> Self {
        let patient = record.patient
        let name = (patient.given + [patient.family]).joined(separator: " ")
        let number = patient.nhsNumber.map { "NHS number: \($0.digits)" }
        let signer = [record.signedBy.name, record.signedBy.role].compactMap(\.self).joined(separator: ", ")
        let head = [
            Element("h1", text: record.title), Element("p", text: organisation),
            Element("p", text: "Patient: \(name)"), Element("p", text: "Date of birth: \(patient.birthDate)"),
            number.map { Element("p", text: $0) },
        ]
        let body = sections.flatMap { [Element("h2", text: $0.heading), Element("div", $0.content)] }
        let page = Element(
            "html",
            [
                Element("head", [Element("title", text: record.title)]),
                Element("body", head + body + [Element("p", text: "Signed by \(signer)")]),
            ])
        return .html(String(decoding: XMLWriter.fragment(page), as: UTF8.self))
    }
}
