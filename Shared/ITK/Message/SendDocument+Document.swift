public import FHIR
import Foundation
public import Letters
import XML

extension SendDocument {
    /// The document: composition, patient, clinicians, the trust, the visit, and the files.
    public var document: FHIRBundle {
        let patient = PatientResource(
            id: id("patient"), profile: ITKProfile.patient.url, patient: record.patient)
        let author = PractitionerResource(
            id: id("author"), profile: ITKProfile.practitioner.url, clinician: record.author ?? record.signedBy)
        let custodian = OrganizationResource(
            id: id("custodian"), profile: ITKProfile.organization.url, ods: organisation, name: organisationName)
        let encounter = encounter(of: patient)
        let files = attachments.enumerated().map { position, attachment in
            BinaryResource(
                id: id("attachment-\(position)"), profile: ITKProfile.binary.url, contentType: attachment.mediaType,
                content: attachment.content)
        }
        let composition = Composition(
            id: id("composition"), profile: ITKProfile.composition.url, version: record.revision,
            text: Narrative(summary),
            extensions: [CareSetting.extension(careSetting)],
            identifier: BusinessIdentifier(DocumentIdentity.composition(record.chain)), type: record.kind.documentType,
            subject: Reference(patient.id), encounter: encounter.map { Reference($0.id) }, date: record.createdAt,
            authors: [Reference(author.id)], title: record.title, confidentiality: "N",
            custodian: Reference(custodian.id),
            replaces: replaces.map { BusinessIdentifier($0) },
            sections: files.enumerated().map { position, file in
                let title = position == 0 ? record.title : "Attachment \(position)"
                return Composition.Section(
                    title: title, text: Narrative("\(title): attached file, \(file.contentType)"),
                    entries: [Reference(file.id)])
            })
        let bundle = DocumentIdentity.bundle(record.letter, replaces: replaces, edition: edition)
        return FHIRBundle(
            id: bundle, profile: ITKProfile.documentBundle.url, lastUpdated: record.signedAt,
            identifier: BusinessIdentifier(bundle), kind: .document,
            entries: [.composition(composition), .patient(patient), .practitioner(author), .organization(custodian)]
                + (encounter.map { [.encounter($0)] } ?? []) + files.map { .binary($0) })
    }

    private func id(_ name: String) -> UUID {
        DocumentIdentity.resource(name, of: record.letter, replaces: replaces, edition: edition)
    }

    /// Nil if the source gives no time for the encounter.
    private func encounter(of patient: PatientResource) -> EncounterResource? {
        guard !record.period.isEmpty else { return nil }
        return EncounterResource(
            id: id("encounter"), profile: ITKProfile.encounter.url, setting: record.kind.setting,
            subject: Reference(patient.id), period: record.period)
    }
}

extension LetterKind {
    /// The document type in SNOMED CT (ITK3 profiles of discharge summaries and outpatient letters; GP Connect
    /// requirement GPCM-SD-115 for all others).
    public var documentType: Coding {
        switch self {
        case .inpatientDischarge, .emergencyDischarge, .mentalHealthDischarge:
            Coding(system: FHIR.snomed, code: "373942005", display: "Discharge summary")
        case .outpatientLetter: Coding(system: FHIR.snomed, code: "823681000000100", display: "Outpatient letter")
        case .clinicalLetter:
            Coding(system: FHIR.snomed, code: "371531000", display: "Report of clinical encounter")
        }
    }

    /// The class of the encounter.
    public var setting: EncounterResource.Setting {
        switch self {
        case .inpatientDischarge, .mentalHealthDischarge: .inpatient
        case .emergencyDischarge: .emergency
        case .outpatientLetter, .clinicalLetter: .ambulatory
        }
    }
}
