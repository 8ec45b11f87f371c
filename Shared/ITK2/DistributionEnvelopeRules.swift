public import XML

/// The rules for an envelope with a non-coded document before it is sent (distributionEnvelope-v2-0.xsd,
/// POCD_MT000002UK01.xsd, the wire form of the template POCD_MT000026GB01).
public enum DistributionEnvelopeRules {
    public static func violations(of envelope: Element) -> [Violation] {
        Profile(
            url: DistributionEnvelope.namespace, resource: "DistributionEnvelope", rules: header + document + people
        )
        .violations(of: envelope) + identities(of: envelope) + IdentifierForms.violations(of: envelope)
            + EnvelopeHandling.violations(of: envelope)
    }

    /// Rules of every envelope: the form of the tracking id, and that the manifest names the payload.
    static func identities(of envelope: Element) -> [Violation] {
        var found: [Violation] = []
        if let id = envelope.first("header")?.attribute("trackingid"), !TextForm.uuid(capital: true).holds(id) {
            found.append(
                Violation(path: "DistributionEnvelope.header@trackingid", problem: "must be a UUID in capital letters"))
        }
        let item = envelope.first("header", "manifest", "manifestitem")?.attribute("id")
        let payload = envelope.first("payloads", "payload")?.attribute("id")
        if item != payload {
            found.append(
                Violation(path: "DistributionEnvelope.payloads.payload@id", problem: "is none of the manifest"))
        }
        return found
    }

    private static let uri: Set<String> = []

    private static let header: [Rule] = [
        .attributes("", ["xmlns": [DistributionEnvelope.namespace]]), .order("", "header", "payloads"),
        .count("header", 1, 1), .attributes("header", ["service": [DistributionEnvelope.service], "trackingid": []]),
        .order(
            "header", "addresslist", "auditIdentity", "manifest", "senderAddress", "handlingSpecification"),
        .count("header.addresslist.address", 1, nil),
        .attributes("header.addresslist.address", ["uri": uri], besides: ["type"]),
        .count("header.auditIdentity.id", 1, 4),
        .attributes("header.auditIdentity.id", ["uri": uri], besides: ["type"]),
        .count("header.manifest", 1, 1), .attributes("header.manifest", ["count": ["1"]]),
        .count("header.manifest.manifestitem", 1, 1),
        .attributes(
            "header.manifest.manifestitem",
            ["id": [], "mimetype": ["text/xml"], "profileid": [DistributionEnvelope.profile]],
            besides: ["base64", "compressed", "encrypted", "metadata"]),
        .count("header.senderAddress", 1, 1).ours,
        .attributes("header.senderAddress", ["uri": uri], besides: ["type"]),
        .count("header.handlingSpecification.spec", 1, nil),
        .attributes(
            "header.handlingSpecification.spec",
            [
                "key": Set(
                    ["interaction", "ackrequested", "infackrequested", "busresponserequested"].map {
                        "\(DistributionEnvelope.namespace):\($0)"
                    })
            ]), .count("payloads", 1, 1), .attributes("payloads", ["count": ["1"]]), .count("payloads.payload", 1, 1),
        .attributes("payloads.payload", ["id": []], besides: ["filename"]),
        .order("payloads.payload", "ClinicalDocument"),
    ]

    private static let root = "payloads.payload.ClinicalDocument"

    private static let document: [Rule] = [
        .count(root, 1, 1),
        .attributes(root, ["xmlns": [CDA.namespace], "classCode": ["DOCCLIN"], "moodCode": ["EVN"]]),
        .order(
            root,
            [
                "typeId", "messageType", "id", "code", "title", "effectiveTime", "confidentialityCode", "setId",
                "versionNumber", "recordTarget", "author", "custodian", "informationRecipient", "relatedDocument",
                "component",
            ],
            of: [
                "realmCode", "typeId", "templateId", "contentId", "messageType", "id", "code", "title", "effectiveTime",
                "confidentialityCode", "languageCode", "setId", "versionNumber", "copyTime", "recordTarget", "author",
                "dataEnterer", "informant", "custodian", "informationRecipient", "legalAuthenticator", "authenticator",
                "participant", "inFulfillmentOf", "documentationOf", "relatedDocument", "authorization", "componentOf",
                "component",
            ]),
        .count("\(root).typeId", 1, 1),
        .attributes("\(root).typeId", ["root": ["2.16.840.1.113883.1.3"], "extension": ["POCD_HD000040"]]),
        .count("\(root).messageType", 1, 1),
        .attributes(
            "\(root).messageType",
            ["xmlns": [CDA.local], "root": [CDA.messageType], "extension": ["POCD_MT000026GB01"]]),
        .count("\(root).id", 1, 1), .attributes("\(root).id", ["root": []]),
        .count("\(root).code", 1, 1),
        .attributes("\(root).code", ["code": [], "codeSystem": [CDA.snomed], "displayName": []]),
        .count("\(root).title", 1, 1), .form("\(root).title", .upTo(255)), .count("\(root).effectiveTime", 1, 1),
        .form("\(root).effectiveTime", .moment), .form("\(root).author.time", .moment),
        .count("\(root).confidentialityCode", 1, 1),
        .attributes(
            "\(root).confidentialityCode",
            ["code": ["N"], "codeSystem": ["2.16.840.1.113883.1.11.16926"], "displayName": ["normal"]]),
        .count("\(root).setId", 1, 1), .attributes("\(root).setId", ["root": []]),
        .count("\(root).versionNumber", 1, 1), .form("\(root).versionNumber", .number),
        .count("\(root).component", 1, 1),
        .count("\(root).relatedDocument", 0, 1), .attributes("\(root).relatedDocument", ["typeCode": ["RPLC"]]),
        .count("\(root).relatedDocument.parentDocument", 1, 1),
        .order("\(root).relatedDocument.parentDocument", "id", "code"),
        .count("\(root).relatedDocument.parentDocument.id", 1, 1),
        .attributes("\(root).component", ["typeCode": ["COMP"], "contextConductionInd": ["true"]]),
        .order("\(root).component", "nonXMLBody"), .count("\(root).component.nonXMLBody", 1, 1),
        .attributes("\(root).component.nonXMLBody", ["classCode": ["DOCBODY"], "moodCode": ["EVN"]]),
        .count("\(root).component.nonXMLBody.text", 1, 1), .form("\(root).component.nonXMLBody.text", .base64),
        .attributes(
            "\(root).component.nonXMLBody.text", ["mediaType": ["application/pdf"], "representation": ["B64"]]),
    ]

    private static let people: [Rule] = [
        .count("\(root).recordTarget", 1, 1),
        .attributes("\(root).recordTarget", ["typeCode": ["RCT"], "contextControlCode": ["OP"]]),
        .order("\(root).recordTarget", "contentId", "patientRole"), .count("\(root).recordTarget.patientRole", 1, 1),
        .order("\(root).recordTarget.patientRole", "templateId", "id", "addr", "patient", "providerOrganization"),
        .count("\(root).recordTarget.patientRole.id", 1, 1),
        .attributes("\(root).recordTarget.patientRole.id", ["root": [CDA.nhsNumber], "extension": []]),
        .order("\(root).recordTarget.patientRole.addr", "streetAddressLine", "postalCode"),
        .count("\(root).recordTarget.patientRole.patient", 1, 1),
        .order(
            "\(root).recordTarget.patientRole.patient", "templateId", "name", "administrativeGenderCode", "birthTime"),
        .count("\(root).recordTarget.patientRole.patient.administrativeGenderCode", 1, 1),
        .attributes(
            "\(root).recordTarget.patientRole.patient.administrativeGenderCode",
            ["code": ["0", "1", "2", "9"], "codeSystem": [], "displayName": []]),
        .count("\(root).recordTarget.patientRole.patient.name", 1, 1),
        .count("\(root).recordTarget.patientRole.patient.name.family", 1, 1),
        .form("\(root).recordTarget.patientRole.patient.birthTime", .day), .count("\(root).author", 1, 1),
        .attributes("\(root).author", ["typeCode": ["AUT"], "contextControlCode": ["OP"]]),
        .order("\(root).author", "contentId", "functionCode", "time", "assignedAuthor"),
        .count("\(root).author.assignedAuthor", 1, 1),
        .order(
            "\(root).author.assignedAuthor", ["templateId", "id", "assignedPerson", "representedOrganization"],
            of: [
                "realmCode", "typeId", "templateId", "contentId", "id", "code", "addr", "telecom", "assignedPerson",
                "assignedAuthoringDevice", "representedOrganization",
            ]),
        .order("\(root).custodian", "contentId", "assignedCustodian"),
        .count("\(root).custodian.assignedCustodian", 1, 1),
        .order("\(root).custodian.assignedCustodian", "templateId", "representedCustodianOrganization"),
        .order("\(root).informationRecipient", "contentId", "intendedRecipient"),
        .count("\(root).informationRecipient.intendedRecipient", 1, 1),
        .order(
            "\(root).informationRecipient.intendedRecipient", ["templateId", "receivedOrganization"],
            of: [
                "realmCode", "typeId", "templateId", "recipientRoleCode", "contentId", "id", "addr", "telecom",
                "informationRecipient", "receivedOrganization",
            ]),
        .count("\(root).author.assignedAuthor.assignedPerson.name", 1, 1), .count("\(root).custodian", 1, 1),
        .attributes("\(root).custodian", ["typeCode": ["CST"]]), .count("\(root).informationRecipient", 1, nil),
        .attributes("\(root).informationRecipient", ["typeCode": ["PRCP", "TRC"]]),
    ]
}
