public import FHIR
import Foundation
import Letters
import XML

extension TransferOfCare {
    /// The code for an unknown practice; recipients must not reject a message because of it (guide, "Build MESH").
    static let unknownPractice = "V81999"

    /// The document: composition, patient, people and organisations, encounter, coded lists and files.
    public var document: FHIRBundle {
        let patient = PatientResource(id: id("patient"), profile: ITKProfile.patient.url, patient: record.patient)
        let author = PractitionerResource(
            id: id("author"), profile: ITKProfile.practitioner.url, clinician: record.author ?? record.signedBy)
        let signer = PractitionerResource(
            id: id("signer"), profile: ITKProfile.practitioner.url, clinician: record.signedBy)
        let hasOtherAuthor = record.author != nil && record.author != record.signedBy
        let custodian = OrganizationResource(
            id: id("custodian"), profile: ITKProfile.organization.url, ods: trust.ods, name: trust.name)
        let surgery = OrganizationResource(
            id: id("practice"), profile: ITKProfile.organization.url,
            ods: practice?.ods ?? ODSCode(Self.unknownPractice) ?? trust.ods, name: practice?.name ?? "Not known")
        let visit = EncounterResource(
            id: id("encounter"), profile: ITKProfile.visit.url, setting: record.kind.setting,
            subject: Reference(patient.id), period: record.period)
        let informed = (hasDistributionList ? copies : []).enumerated().map { position, copy in
            OrganizationResource(
                id: id("copy-\(position)"), profile: ITKProfile.organization.url, ods: copy.ods, name: copy.name)
        }
        let files = attachments.enumerated().map { position, file in
            BinaryResource(
                id: id("attachment-\(position)"), profile: ITKProfile.binary.url, contentType: "application/pdf",
                content: file)
        }
        let lists = codedLists(subject: Reference(patient.id), visit: Reference(visit.id), source: Reference(author.id))
        let composition = Composition(
            id: id("composition"), profile: kind.compositionProfile, extensions: [CareSetting.extension(careSetting)],
            identifier: BusinessIdentifier(DocumentIdentity.composition(record.chain, revision: record.revision)),
            type: record.kind.documentType, subject: Reference(patient.id), encounter: Reference(visit.id),
            date: record.signedAt, authors: [Reference(author.id)], title: title,
            custodian: Reference(custodian.id), replaces: replaces.map { BusinessIdentifier($0) },
            sections: parts.map { part in
                var entries: [Reference] =
                    switch part.heading {
                    case .demographics: [Reference(patient.id)]
                    case .gpPractice: [Reference(surgery.id)]
                    case .admissionDetails, .dischargeDetails: [Reference(visit.id)]
                    case .distributionList: informed.map { Reference($0.id) }
                    case .attendanceDetails: kind == .outpatient ? [Reference(visit.id)] : []
                    case .personCompleting: [Reference(hasOtherAuthor ? signer.id : author.id)]
                    default: lists.first { $0.heading == part.heading }.map { [Reference($0.list.id)] } ?? []
                    }
                if part.heading == .personCompleting { entries += files.map { Reference($0.id) } }
                return Composition.Section(
                    title: part.heading.title, code: part.heading.coding, text: part.narrative, entries: entries)
            })
        let bundle = DocumentIdentity.bundle(record.letter, replaces: replaces, edition: edition)
        let who: [BundleEntry] =
            [.composition(composition), .patient(patient), .practitioner(author)]
            + (hasOtherAuthor ? [.practitioner(signer)] : [])
        return FHIRBundle(
            id: bundle, profile: ITKProfile.documentBundle.url, lastUpdated: record.signedAt,
            identifier: BusinessIdentifier(bundle), kind: .document,
            entries: who + [.organization(custodian), .organization(surgery)] + informed.map { .organization($0) }
                + [.encounter(visit)] + lists.flatMap { [.list($0.list)] + $0.entries } + files.map { .binary($0) })
    }

    private func id(_ name: String) -> UUID {
        DocumentIdentity.resource(name, of: record.letter, replaces: replaces, edition: edition)
    }

    /// The coded lists. A list is left out, and its entries are in the text only, if any entry has no code: a reader
    /// would take an incomplete list for the whole.
    private func codedLists(
        subject: Reference, visit: Reference, source: Reference
    ) -> [(heading: SectionHeading, list: ClinicalList, entries: [BundleEntry])] {
        record.coded.byHeading.compactMap { heading, coded in
            let codes = coded.compactMap(\.coding).filter { heading.takes($0) }
            guard codes.count == coded.count else { return nil }
            var items: [Reference] = []
            var entries: [BundleEntry] = []
            for (index, code) in codes.enumerated() {
                let id = id("\(heading.code)-\(index)")
                items.append(Reference(id))
                entries += self.entries(heading, id, code, index, subject: subject, visit: visit)
            }
            let list = ClinicalList(
                id: self.id("\(heading.code)-list"), profile: heading.listProfile, code: heading.listCode,
                subject: subject, encounter: visit, source: source, items: items)
            return (heading, list, entries)
        }
    }

    private func entries(
        _ heading: SectionHeading, _ id: UUID, _ code: Coding, _ index: Int, subject: Reference, visit: Reference
    ) -> [BundleEntry] {
        switch heading {
        case .allergies:
            return [
                .allergy(
                    AllergyResource(
                        id: id, profile: ITKProfile.allergy.url, code: code, patient: subject,
                        assertedAt: record.createdAt))
            ]
        case .medications:
            let product = MedicationResource(
                id: self.id("medication-\(index)"), profile: ITKProfile.medication.url, code: code)
            return [
                .medicationStatement(
                    MedicationStatementResource(
                        id: id, profile: ITKProfile.medicationStatement.url, medication: Reference(product.id),
                        subject: subject)), .medication(product),
            ]
        case .procedures:
            return [
                .procedure(
                    ProcedureResource(
                        id: id, profile: ITKProfile.procedure.url, code: code, subject: subject, encounter: visit))
            ]
        default:
            return [
                .condition(
                    ConditionResource(
                        id: id, profile: ITKProfile.condition.url, code: code, subject: subject, encounter: visit))
            ]
        }
    }
}

extension SectionHeading {
    /// Whether a code may be in this list. Allergies and medicines require SNOMED CT concepts
    /// (CareConnect-AllergyCode-1, CareConnect-MedicationCode-1, required); for other lists the profiles only prefer
    /// certain codes.
    func takes(_ code: Coding) -> Bool { ![.allergies, .medications].contains(self) || code.system == FHIR.snomed }

    var listProfile: String {
        switch self {
        case .allergies: ITKProfile.allergyList.url
        case .medications: ITKProfile.medicationList.url
        case .procedures: ITKProfile.procedureList.url
        default: ITKProfile.conditionList.url
        }
    }

    var listCode: Coding {
        self == .medications
            ? Coding(system: FHIR.snomed, code: "1102411000000102", display: "Active medications") : coding
    }
}

extension LetterRecord {
    /// The start and end of the encounter, as far as the source gives them.
    var period: Period {
        guard let visit = encounter else { return Period(start: nil, end: nil) }
        return kind.setting == .inpatient
            ? Period(start: visit.admittedAt, end: visit.dischargedAt)
            : Period(start: visit.attendedAt ?? visit.admittedAt, end: visit.dischargedAt ?? visit.attendedAt)
    }
}

/// The care setting extension of a Composition.
enum CareSetting {
    private static let url = "https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-CareSettingType-1"

    static func `extension`(_ setting: Coding) -> Element {
        Element(extension: url, [setting.concept("valueCodeableConcept")])
    }
}
