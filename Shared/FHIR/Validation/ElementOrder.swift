public import XML

extension Rule {
    /// Requires that a resource has only the elements that we write, in STU3's order. Other elements that STU3 defines
    /// are reported as not written by us, not as errors of a foreign sender.
    public static func order(ofResource name: String, _ names: String...) -> Rule {
        .order("", names, of: ElementOrder.resource(name))
    }

    /// The same for a part of a resource or a data type.
    public static func order(_ path: String, ofPart name: String, _ names: String...) -> Rule {
        .order(path, names, of: ElementOrder.parts[name] ?? names)
    }
}

/// All elements of the resources that we write, in order (FHIR STU3 3.0.2, fhir-single.xsd).
enum ElementOrder {
    private static let every = ["id", "meta", "implicitRules", "language"]
    private static let most = ["text", "contained", "extension", "modifierExtension"]

    static func resource(_ name: String) -> [String] {
        switch name {
        case "Bundle": every + ["identifier", "type", "total", "link", "entry", "signature"]
        case "Binary": every + ["contentType", "securityContext", "content"]
        default: every + most + (resources[name] ?? [])
        }
    }

    private static let resources: [String: [String]] = [
        "MessageHeader": [
            "event", "destination", "receiver", "sender", "timestamp", "enterer", "author", "source",
            "responsible", "reason", "response", "focus",
        ],
        "Composition": [
            "identifier", "status", "type", "class", "subject", "encounter", "date", "author", "title",
            "confidentiality", "attester", "custodian", "relatesTo", "event", "section",
        ],
        "Patient": [
            "identifier", "active", "name", "telecom", "gender", "birthDate", "deceasedBoolean",
            "deceasedDateTime", "address", "maritalStatus", "multipleBirthBoolean", "multipleBirthInteger",
            "photo", "contact", "animal", "communication", "generalPractitioner", "managingOrganization",
            "link",
        ],
        "Practitioner": [
            "identifier", "active", "name", "telecom", "address", "gender", "birthDate", "photo",
            "qualification", "communication",
        ],
        "Organization": [
            "identifier", "active", "type", "name", "alias", "telecom", "address", "partOf", "contact",
            "endpoint",
        ],
        "Encounter": [
            "identifier", "status", "statusHistory", "class", "classHistory", "type", "priority", "subject",
            "episodeOfCare", "incomingReferral", "participant", "appointment", "period", "length", "reason",
            "diagnosis", "account", "hospitalization", "location", "serviceProvider", "partOf",
        ],
        "List": [
            "identifier", "status", "mode", "title", "code", "subject", "encounter", "date", "source",
            "orderedBy", "note", "entry", "emptyReason",
        ],
        "AllergyIntolerance": [
            "identifier", "clinicalStatus", "verificationStatus", "type", "category", "criticality", "code",
            "patient", "onsetDateTime", "onsetAge", "onsetPeriod", "onsetRange", "onsetString",
            "assertedDate", "recorder", "asserter", "lastOccurrence", "note", "reaction",
        ],
        "Condition": [
            "identifier", "clinicalStatus", "verificationStatus", "category", "severity", "code",
            "bodySite", "subject", "context", "onsetDateTime", "onsetAge", "onsetPeriod", "onsetRange",
            "onsetString", "abatementDateTime", "abatementAge", "abatementBoolean", "abatementPeriod",
            "abatementRange", "abatementString", "assertedDate", "asserter", "stage", "evidence", "note",
        ],
        "Procedure": [
            "identifier", "definition", "basedOn", "partOf", "status", "notDone", "notDoneReason",
            "category", "code", "subject", "context", "performedDateTime", "performedPeriod", "performer",
            "location", "reasonCode", "reasonReference", "bodySite", "outcome", "report", "complication",
            "complicationDetail", "followUp", "note", "focalDevice", "usedReference", "usedCode",
        ],
        "Medication": [
            "code", "status", "isBrand", "isOverTheCounter", "manufacturer", "form", "ingredient",
            "package", "image",
        ],
        "MedicationStatement": [
            "identifier", "basedOn", "partOf", "context", "status", "category", "medicationCodeableConcept",
            "medicationReference", "effectiveDateTime", "effectivePeriod", "dateAsserted",
            "informationSource", "subject", "derivedFrom", "taken", "reasonNotTaken", "reasonCode",
            "reasonReference", "note", "dosage",
        ],
        "OperationOutcome": [
            "issue"
        ],
    ]

    static let parts: [String: [String]] = [
        "Bundle.entry": [
            "link", "fullUrl", "resource", "search", "request", "response",
        ],
        "Composition.section": [
            "title", "code", "text", "mode", "orderedBy", "entry", "emptyReason", "section",
        ],
        "List.entry": [
            "flag", "deleted", "date", "item",
        ],
        "HumanName": [
            "use", "text", "family", "given", "prefix", "suffix", "period",
        ],
        "Address": [
            "use", "type", "text", "line", "city", "district", "state", "postalCode", "country", "period",
        ],
        "Period": [
            "start", "end",
        ],
    ]
}
