import FHIR
import ITK
import Letters
import Operations

/// The hospital, as every message names it.
struct Trust: Sendable {
    var ods: ODSCode
    /// What the practice reads as the place that the letter comes from.
    var name: String
    /// Our MESH mailbox, which the answers come back to.
    var mailbox: String
    /// How a practice reaches the trust about a letter.
    var contact: String?
    /// How birth dates stand in addresses by patient (`MESH_PATIENT_DATE`).
    var patientDate = BirthDateOrder.yearFirst

    /// A subject that names nobody: what kind of letter it is, and whose. The source's own title may name the patient.
    func subject(of kind: LetterKind) -> String { "\(kind.documentType.display), \(name), \(ods)" }
}

extension Trust {
    init(_ settings: Settings) throws(SettingError) {
        ods = try settings.value(of: OrganisationSetting.ods)
        name = try settings.value(of: OrganisationSetting.title) ?? ods.description
        mailbox = try settings.value(of: MeshSetting.mailbox)
        contact = try settings.value(of: OrganisationSetting.contact)
        patientDate = try settings.value(of: ConversionSetting.birthDates)
    }
}
