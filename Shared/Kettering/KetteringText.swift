import Foundation
public import Letters
public import XML

extension KetteringReport.Body {
    /// The letter's sections as one HTML text: patient, author and date at the top, then every section with its
    /// heading.
    ///
    /// - Parameter sections: the sections, reduced to what the recipient's system displays.
    public static func text(of record: LetterRecord, from organisation: String, sections: [TextSection]) -> Self {
        let body = sections.flatMap { [Element("h2", text: $0.heading), Element("div", $0.content)] }
        let page = Element(
            "html",
            [
                Element("head", [Element("title", text: record.title)]),
                Element("body", head(of: record, from: organisation) + body + foot(of: record)),
            ])
        return .html(String(decoding: XMLWriter.fragment(page), as: UTF8.self))
    }

    private static func head(of record: LetterRecord, from organisation: String) -> [Element] {
        let (patient, visit) = (record.patient, record.encounter)
        let rows: [(String, String?)] = [
            ("Patient", (patient.given + [patient.family]).joined(separator: " ")),
            ("Date of birth", EnglishTime.day(patient.birthDate)), ("NHS number", patient.nhsNumber?.digits),
            ("Date of admission", visit?.admittedAt.map(EnglishTime.minute)),
            ("Date and time of contact", visit?.attendedAt.map(EnglishTime.minute)),
            ("Date of discharge", visit?.dischargedAt.map(EnglishTime.minute)),
        ]
        return [Element("h1", text: record.title), Element("p", text: organisation)] + lines(rows)
    }

    private static func foot(of record: LetterRecord) -> [Element] {
        let author = record.author == record.signedBy ? nil : record.author
        let signed = "\(words(record.signedBy)), \(EnglishTime.minute(record.signedAt))"
        return lines([("Written by", author.map(words)), ("Signed by", signed)])
    }

    private static func lines(_ rows: [(name: String, words: String?)]) -> [Element] {
        rows.compactMap { row in row.words.map { Element("p", text: "\(row.name): \($0)") } }
    }

    private static func words(_ clinician: Clinician) -> String {
        [clinician.name, clinician.role].compactMap(\.self).joined(separator: ", ")
    }
}
