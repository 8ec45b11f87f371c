import Foundation
import Letters
import Operations

/// The MESH address by patient, `GPPROVIDER_<NHS number>_<birth date>_<surname>`: MESH looks up the practice where the
/// patient is registered (NHS England's endpoint lookup service). The address is patient data and is stored in the
/// envelope only.
struct PatientAddress {
    /// The workflows for which MESH accepts an address by patient.
    static let workflows: Set<String> = [
        "TOC_FHIR_IP_DISCH", "TOC_FHIR_MH_DISCH", "TOC_FHIR_EC_DISCH", "TOC_FHIR_OP_ATTEN", "TOC_OUTP_ATT_DMS",
        "GPFED_CONSULT_REPORT", "GPFED_CONSULT_REPORT_ACK", "GPCONNECT_UPDATE_RECORD", "GPCONNECT_UPDATE_RECORD_ACK",
        "GPCONNECT_SEND_DOCUMENT",
    ]
    /// The most characters of `mex-to` (MESH specification 2.0.0).
    static let longest = 100

    var text: String

    /// - Throws: `Refusal` for a patient or workflow that cannot be addressed this way.
    init(of patient: Patient, workflow: String, _ order: BirthDateOrder) throws(Refusal) {
        guard Self.workflows.contains(workflow) else {
            throw .patientAddress("MESH looks no patient up for \(workflow)")
        }
        guard let number = patient.nhsNumber else { throw .nhsNumberMissing }
        let date = patient.birthDate.split(separator: "-").map(String.init)
        guard date.map(\.count) == [4, 2, 2] else { throw .patientAddress("the birth date is not a whole date") }
        let day = order == .yearFirst ? date : date.reversed()
        text = "GPPROVIDER_\(number.digits)_\(day.joined())_\(try Self.surname(patient.family))"
        guard text.count <= Self.longest else {
            throw .patientAddress("it would have \(text.count) characters, MESH takes \(Self.longest)")
        }
    }

    /// Returns the surname in ASCII, without accents. Throws for characters that are not part of a name or would split
    /// the address (digits, `_`).
    private static func surname(_ family: String) throws(Refusal) -> String {
        let plain = family.applyingTransform(StringTransform("Any-Latin; Latin-ASCII"), reverse: false) ?? family
        let surname = plain.trimmingCharacters(in: .whitespaces)
        let isSayable = surname.allSatisfy { $0.isASCII && ($0.isLetter || "' -".contains($0)) }
        guard !surname.isEmpty, isSayable else {
            throw .patientAddress("the surname has other characters than letters")
        }
        return surname
    }
}
