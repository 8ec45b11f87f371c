import FHIR
import ITK
import Letters
import Operations

/// The hospital's identity, as every message states it.
struct Trust: Sendable {
    var ods: ODSCode
    /// The name that the practice sees as the sender.
    var name: String
    /// The trust's MESH mailbox, to which answers are sent.
    var mailbox: String
    /// The contact for a practice's questions about a letter.
    var contact: String?
    /// The order of the birth date in an address by patient (`MESH_PATIENT_DATE`).
    var patientDate = BirthDateOrder.yearFirst

    /// Returns a subject without patient data: the kind of letter and the trust. The source's own title may name the
    /// patient.
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
