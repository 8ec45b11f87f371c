import FHIR
import Foundation
import Letters
import XML

extension TransferOfCare {
    /// A section as it is sent: the source's text under the heading, and data from the record.
    struct Part {
        var heading: SectionHeading
        /// Rows from the record's fields; they come first.
        var rows: [(String, String)] = []
        /// The text from the source.
        var content: [Element] = []
        /// Coded entries that the text does not mention yet.
        var coded: [String] = []

        var isEmpty: Bool { rows.isEmpty && HTML.words(content).isEmpty && coded.isEmpty }

        var narrative: Narrative {
            let table = rows.map { Element("tr", [Element("th", text: $0.0), Element("td", text: $0.1)]) }
            let list = coded.map { Element("li", text: $0) }
            return Narrative(
                (table.isEmpty ? [] : [Element("table", [Element("tbody", table)])]) + content
                    + (list.isEmpty ? [] : [Element("ul", list)]),
                status: content.isEmpty ? .generated : .additional)
        }
    }

    /// All sections in reading order: people, place, content and signer.
    var parts: [Part] {
        var parts = [
            Part(heading: .demographics, rows: patientRows),
            Part(heading: .gpPractice, rows: [("GP practice details", practice?.name ?? "Not known")]),
        ]
        if kind.sections.contains(.admissionDetails) {
            parts.append(
                Part(heading: .admissionDetails, rows: row("Date/time of admission", record.encounter?.admittedAt)))
        }
        if kind.sections.contains(.attendanceDetails) {
            parts.append(Part(heading: .attendanceDetails, rows: attendanceRows))
        }
        for section in sections {
            if let index = parts.firstIndex(where: { $0.heading == section.heading }) {
                parts[index].content += section.content
            } else {
                parts.append(Part(heading: section.heading, content: section.content))
            }
        }
        for (heading, entries) in record.coded.byHeading {
            let index = parts.firstIndex { $0.heading == heading }
            let unsaid = entries.unsaid(in: index.map { parts[$0].content } ?? [])
            if let index {
                parts[index].coded += unsaid
            } else {
                parts.append(Part(heading: heading, coded: unsaid))
            }
        }
        if kind != .emergency, kind.sections.contains(.dischargeDetails) {
            let rows = row("Date/time of discharge", record.encounter?.dischargedAt)
            if let index = parts.firstIndex(where: { $0.heading == .dischargeDetails }) {
                parts[index].rows = rows
            } else {
                parts.append(Part(heading: .dischargeDetails, rows: rows))
            }
        }
        if hasDistributionList, !has(.distributionList) {
            parts.append(Part(heading: .distributionList, rows: copies.map { ("Organisation name", $0.name) }))
        }
        if let contact, kind.sections.contains(.contact), !has(.contact) {
            parts.append(Part(heading: .contact, rows: [("Contact for further information", contact)]))
        }
        let person = parts.firstIndex { $0.heading == .personCompleting }
        if let person { parts.append(parts.remove(at: person)) }
        if person == nil { parts.append(Part(heading: .personCompleting)) }
        parts[parts.count - 1].rows = personRows
        return parts.filter { !$0.isEmpty }
    }

    /// Elements that the guide makes mandatory and that the record lacks.
    var lacking: [String] {
        var missing: [String] = []
        let saysItself = has(.personCompleting)
        if record.signedBy.role == nil, kind != .emergency, !saysItself { missing.append("role of who signed") }
        if record.signedBy.gmcNumber == nil, kind == .outpatient, !saysItself {
            missing.append("professional identifier of who signed")
        }
        if contact == nil, kind == .mentalHealth, !saysItself {
            missing.append("contact details of who signed (setting ORGANISATION_CONTACT)")
        }
        if kind == .outpatient, !has(.attendanceDetails) { missing.append("who saw the patient (Attendance details)") }
        if record.coded.contradictsItself { missing.append("allergies without \"no known allergy\" beside others") }
        if record.patient.address?.line.contains(where: { !$0.isEmpty }) != true { missing.append("patient's address") }
        return missing
    }

    private func has(_ heading: SectionHeading) -> Bool { sections.contains { $0.heading == heading } }

    private var patientRows: [(String, String)] {
        let patient = record.patient
        let address =
            (patient.address?.line.filter { !$0.isEmpty } ?? []) + [patient.address?.postcode].compactMap(\.self)
        var rows = [("Patient name", (patient.given + [patient.family]).joined(separator: " "))]
        rows.append(("Date of birth", EnglishTime.day(patient.birthDate)))
        if let number = patient.nhsNumber { rows.append(("NHS number", number.spaced)) }
        rows.append(("Gender", patient.gender.rawValue.capitalizedWords))
        if !address.isEmpty { rows.append(("Patient address", address.joined(separator: ", "))) }
        return rows
    }

    /// Only the source can say who saw the patient, who may be another person than the signer.
    private var attendanceRows: [(String, String)] {
        row("Date and time of contact", record.encounter?.attendedAt ?? record.encounter?.admittedAt)
    }

    /// The distribution list of an outpatient letter must name each person (guide, "Distribution list"), which only the
    /// source can do; an emergency letter has no such section.
    var hasDistributionList: Bool {
        !copies.isEmpty && kind != .outpatient && kind.sections.contains(.distributionList)
    }

    private var personRows: [(String, String)] {
        var rows = [("Name", record.signedBy.name)]
        if let role = record.signedBy.role { rows.append(("Role", role)) }
        // The guides of emergency care and mental health forbid the number in the text.
        if let number = record.signedBy.gmcNumber, kind == .inpatient || kind == .outpatient {
            rows.append(("Professional identifier", "GMC \(number)"))
        }
        if let contact, kind != .outpatient { rows.append(("Contact details", contact)) }
        // The coded author must also be readable in the text (ITK3 requirement CC-03).
        if let author = record.author, author != record.signedBy { rows.append(("Written by", author.words)) }
        return rows + [
            ("Organisation", trust.name), ("Date and time completed", EnglishTime.minute(record.signedAt)),
        ]
    }

    private func row(_ name: String, _ date: Date?) -> [(String, String)] {
        date.map { [(name, EnglishTime.minute($0))] } ?? []
    }
}

extension Clinician {
    var words: String { role.map { "\(name) (\($0))" } ?? name }
}

extension NHSNumber {
    /// The number in groups, as people read it: 999 000 0018.
    var spaced: String { "\(digits.prefix(3)) \(digits.dropFirst(3).prefix(3)) \(digits.suffix(4))" }
}
