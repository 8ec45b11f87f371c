import FHIR
import Foundation
import Identifiers
import Letters
import XML

extension UKCoreMessage {
    /// The document. Its ids are derived from the letter, so that they are the same for every recipient.
    var document: (id: UUID, element: Element) {
        let bundle = resource("bundle")
        let (patient, author, custodian) = (resource("patient"), resource("author"), resource("custodian"))
        let visit = resource("encounter")
        let hasOtherAuthor = record.author != nil && record.author != record.signedBy
        let signer = hasOtherAuthor ? resource("signer") : author
        let binaries = files.indices.map { resource("file-\($0)") }
        var parts = sections.map { section in
            Composition.Section(
                title: section.text.heading, code: section.code,
                text: Narrative(section.text.content, status: .additional), entries: [])
        }
        parts += binaries.enumerated().map { index, id in
            let words = index == 0 ? record.title : "Attachment \(index)"
            return Composition.Section(
                title: words, text: Narrative("\(words): a PDF document"), entries: [Reference(id)])
        }
        let composition = Composition(
            id: resource("composition"), profile: UKCore.profile("Composition"),
            extensions: [
                Element(
                    extension: UKCore.careSetting,
                    [careSetting.concept("valueCodeableConcept")])
            ],
            identifier: BusinessIdentifier(identifier), type: type, subject: Reference(patient),
            encounter: Reference(visit), date: record.createdAt, authors: [Reference(author)], title: record.title,
            attester: .init(Reference(signer), at: record.signedAt), custodian: Reference(custodian),
            replaces: replaces.map { BusinessIdentifier($0) }, sections: parts)
        let who = PractitionerResource(
            id: author, profile: UKCore.profile("Practitioner"), clinician: record.author ?? record.signedBy)
        let whoSigned = PractitionerResource(
            id: signer, profile: UKCore.profile("Practitioner"), clinician: record.signedBy)
        let organisation = OrganizationResource(
            id: custodian, profile: UKCore.profile("Organization"), ods: trust.ods, name: trust.name)
        let encounter = EncounterResource(
            id: visit, profile: UKCore.profile("Encounter"), setting: setting, codes: UKCore.actCode,
            subject: Reference(patient),
            period: Period(
                start: record.encounter?.admittedAt ?? record.encounter?.attendedAt,
                end: record.encounter?.dischargedAt ?? record.encounter?.attendedAt))
        let entries: [(id: UUID, element: Element)] =
            [
                (composition.id, composition.element), (patient, patientElement(patient)), (author, who.element),
            ] + (hasOtherAuthor ? [(signer, whoSigned.element)] : []) + [
                (custodian, organisation.element), (visit, encounter.element),
            ] + zip(binaries, files).map { ($0, binary($0, $1)) }
        return (bundle, Self.bundle(bundle, "document", identifier: bundle, at: record.signedAt, entries))
    }

    private func resource(_ name: String) -> UUID {
        let former = replaces.map { $0.uuidString.lowercased() } ?? ""
        return NamedUUID.of(
            ["ukcore-resource", name, record.letter.description, former] + (edition.isEmpty ? [] : [edition]))
    }

    /// A Binary resource. R4 calls its content `data`.
    private func binary(_ id: UUID, _ file: Bytes) -> Element {
        Element(
            "Binary",
            Self.head(id, "Binary") + [Element("contentType", "application/pdf"), Element("data", base64: file)])
    }

    private func patientElement(_ id: UUID) -> Element {
        let patient = record.patient
        let status = Element(
            extension: UKCore.verification, [UKCore.coding(patient.nhsNumberStatus).concept("valueCodeableConcept")])
        let number = patient.nhsNumber.map {
            BusinessIdentifier(system: "https://fhir.nhs.uk/Id/nhs-number", value: $0.digits)
                .element("identifier", extensions: [status])
        }
        let address = patient.address.map { address in
            Element(
                "address",
                [Element("use", "home")] + address.line.filter { !$0.isEmpty }.map { Element("line", $0) }
                    + [Element("postalCode", ifPresent: address.postcode)].compactMap(\.self))
        }
        return Element(
            "Patient",
            Self.head(id, "Patient")
                + [
                    number,
                    Element(
                        "name",
                        [Element("use", "official"), Element("family", patient.family)]
                            + patient.given.map { Element("given", $0) }),
                    Element("gender", patient.gender.rawValue), Element("birthDate", patient.birthDate), address,
                ].compactMap(\.self))
    }
}
