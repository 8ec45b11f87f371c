import Foundation
import Letters
public import XML

extension NonCodedDocument {
    /// The complete document. Its file is encoded only while it is written.
    public var element: Element {
        let head = [
            Element("typeId", attributes: ["root": "2.16.840.1.113883.1.3", "extension": "POCD_HD000040"]),
            Element(
                "messageType",
                attributes: ["xmlns": CDA.local, "root": CDA.messageType, "extension": "POCD_MT000026GB01"]),
            Element("id", attributes: ["root": CDA.id(id)]),
            Element(
                "code", attributes: ["code": type.code, "codeSystem": CDA.snomed, "displayName": type.display]),
            Element("title", text: record.title), Element("effectiveTime", CDA.time(record.createdAt)),
            Element(
                "confidentialityCode",
                attributes: [
                    "code": "N", "codeSystem": "2.16.840.1.113883.1.11.16926", "displayName": "normal",
                ]),
            Element("setId", attributes: ["root": CDA.id(setID)]), Element("versionNumber", String(record.revision)),
        ]
        let replaced = replaces.map { former in
            Element(
                "relatedDocument", attributes: ["typeCode": "RPLC"],
                [
                    Element(
                        "parentDocument", attributes: ["classCode": "DOCCLIN", "moodCode": "EVN"],
                        [
                            Element("id", attributes: ["root": CDA.id(former)]),
                            Element(
                                "code",
                                attributes: [
                                    "code": type.code, "codeSystem": CDA.snomed, "displayName": type.display,
                                ]),
                        ])
                ])
        }
        return Element(
            "ClinicalDocument", attributes: ["xmlns": CDA.namespace, "classCode": "DOCCLIN", "moodCode": "EVN"],
            head + [recordTarget, author, custodian] + informationRecipients + [replaced, body].compactMap(\.self))
    }

    private var recordTarget: Element {
        let patient = record.patient
        let template = "COCD_TP145201GB01"
        let address = patient.address.map { address in
            Element(
                "addr", attributes: ["use": "H"],
                address.line.filter { !$0.isEmpty }.map { Element("streetAddressLine", text: $0) }
                    + [address.postcode.map { Element("postalCode", text: $0) }].compactMap(\.self))
        }
        let (code, display) = patient.gender.cdaCode
        let person = Element(
            "patient", attributes: ["classCode": "PSN", "determinerCode": "INSTANCE"],
            [
                CDA.templateID(CDA.name(template, "patientPatient")),
                Element(
                    "name",
                    patient.given.map { Element("given", text: $0) } + [Element("family", text: patient.family)]),
                Element(
                    "administrativeGenderCode",
                    attributes: [
                        "code": code, "codeSystem": "2.16.840.1.113883.2.1.3.2.4.16.25", "displayName": display,
                    ]), Element("birthTime", patient.birthDate.replacing("-", with: "")),
            ])
        let practice = recipients.first { $0.role == .registeredPractice }.map {
            CDA.organisation(
                "providerOrganization", template, "providerOrganization", $0.organisation,
                [
                    Element(
                        "standardIndustryClassCode",
                        attributes: [
                            "code": "001", "codeSystem": "2.16.840.1.113883.2.1.3.2.4.17.289",
                            "displayName": "GP Practice",
                        ])
                ])
        }
        let role = Element(
            "patientRole", attributes: ["classCode": "PAT"],
            [
                CDA.templateID(CDA.name(template, "PatientRole")),
                patient.nhsNumber.map { CDA.identifier(CDA.nhsNumber, $0.digits) }, address, person, practice,
            ])
        return Element(
            "recordTarget", attributes: ["typeCode": "RCT", "contextControlCode": "OP"],
            [CDA.contentID(CDA.name(template, "PatientRole")), role])
    }

    private var author: Element {
        let template = "COCD_TP145200GB01"
        let clinician = record.author ?? record.signedBy
        let person = Element(
            "assignedPerson", attributes: ["classCode": "PSN", "determinerCode": "INSTANCE"],
            [CDA.templateID(CDA.name(template, "assignedPerson")), Element("name", text: clinician.name)])
        let assigned = Element(
            "assignedAuthor", attributes: ["classCode": "ASSIGNED"],
            [
                CDA.templateID(CDA.name(template, "AssignedAuthor")),
                CDA.identifier(CDA.localID, clinician.gmcNumber ?? clinician.name), person,
                CDA.organisation("representedOrganization", template, "representedOrganization", trust),
            ])
        return Element(
            "author", attributes: ["typeCode": "AUT", "contextControlCode": "OP"],
            [
                CDA.contentID(CDA.name(template, "AssignedAuthor")),
                Element(
                    "functionCode",
                    attributes: [
                        "code": "OA", "codeSystem": "2.16.840.1.113883.2.1.3.2.4.17.178",
                        "displayName": "Originating Author",
                    ]), Element("time", CDA.time(record.createdAt)), assigned,
            ])
    }

    private var custodian: Element {
        let template = "COCD_TP145018UK03"
        return Element(
            "custodian", attributes: ["typeCode": "CST"],
            [
                CDA.contentID(CDA.name(template, "AssignedCustodian")),
                Element(
                    "assignedCustodian", attributes: ["classCode": "ASSIGNED"],
                    [
                        CDA.templateID(CDA.name(template, "AssignedCustodian")),
                        CDA.organisation(
                            "representedCustodianOrganization", template, "representedCustodianOrganization", trust),
                    ]),
            ])
    }

    /// The recipients: first the one who is to act on the letter, then those who get a copy.
    private var informationRecipients: [Element] {
        let template = "COCD_TP145203GB03"
        let sorted =
            recipients.filter { $0.role == .registeredPractice } + recipients.filter { $0.role == .copy }
        return sorted.map { recipient in
            let isMain = recipient.role == .registeredPractice || sorted.allSatisfy { $0.role == .copy }
            return Element(
                "informationRecipient", attributes: ["typeCode": isMain ? "PRCP" : "TRC"],
                [
                    CDA.contentID(CDA.name(template, "IntendedRecipient")),
                    Element(
                        "intendedRecipient", attributes: ["classCode": "ASSIGNED"],
                        [
                            CDA.templateID(CDA.name(template, "IntendedRecipient")),
                            CDA.organisation(
                                "receivedOrganization", template, "representedOrganization", recipient.organisation),
                        ]),
                ])
        }
    }

    private var body: Element {
        var text = Element("text", attributes: ["mediaType": mediaType, "representation": "B64"])
        text.content = .base64(content)
        return Element(
            "component", attributes: ["typeCode": "COMP", "contextConductionInd": "true"],
            [Element("nonXMLBody", attributes: ["classCode": "DOCBODY", "moodCode": "EVN"], [text])])
    }
}
