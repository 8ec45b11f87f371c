import FHIR
import XML

/// The profiles of Transfer of Care.
extension ITKProfile {
    /// CareConnect-ITK-EDIS-, -OPL-, -ECD-Composition-1 v1.3.1 and -MH- v1.31, with the mandatory elements of their
    /// guides.
    static func composition(of kind: TransferOfCareKind) -> Profile {
        Profile(
            url: kind.compositionProfile, resource: "Composition",
            rules: [
                .order(
                    ofResource: "Composition", "id", "meta", "extension", "identifier", "status", "type", "subject",
                    "encounter", "date", "author", "title", "custodian", "relatesTo", "section"),
                .none("confidentiality"), .none("attester"), .none("event"), .none("identifier.use"),
                .none("identifier.type"), .none("identifier.period"), .none("identifier.assigner"),
                .count("extension", 1, 1).ours, .count("extension:Extension-CareConnect-CareSettingType-1", 1, 1),
                .count("extension.valueCodeableConcept.coding", 1, 1),
                .fixed("extension.valueCodeableConcept.coding.system", FHIR.snomed),
                .count("extension.valueCodeableConcept.coding.code", 1, 1),
                .count("extension.valueCodeableConcept.coding.display", 1, 1),
                .none("extension.valueCodeableConcept.coding.version"),
                .count("identifier", 1, 1), .count("identifier.system", 1, 1), .count("identifier.value", 1, 1),
                .fixed("status", "final"), .count("type", 1, 1), .count("type.coding", 1, 1),
                .fixed("type.coding.system", FHIR.snomed),
                .fixed("type.coding.code", kind == .outpatient ? "823681000000100" : "373942005"),
                .fixed("type.coding.display", kind == .outpatient ? "Outpatient letter" : "Discharge summary").ours,
                .none("type.coding.version"), .count("type.coding.display", 1, 1), .count("subject", 1, 1),
                .count("subject.reference", 1, 1),
                .count("encounter", 0, 1), .count("encounter.reference", 1, 1), .count("date", 1, 1),
                .count("author", 1, nil), .count("author.reference", 1, 1), .count("title", 1, 1),
                .count("custodian", 1, 1).ours, .count("custodian", 0, 1), .count("custodian.reference", 1, 1),
                .count("relatesTo", 0, 1),
                .fixed("relatesTo.code", "replaces"), .count("relatesTo.targetIdentifier", 1, 1),
                .count("relatesTo.targetIdentifier.value", 1, 1),
                .count("section", 1, nil),
                .slices(
                    "section", by: ["code", "coding", "code"],
                    SectionHeading.allCases.filter(kind.sections.contains).map {
                        slice($0, minimum: kind.mandatory.contains($0) ? 1 : 0)
                    }),
            ])
    }

    private static func slice(_ heading: SectionHeading, minimum: Int) -> Rule.Slice {
        Rule.Slice(
            code: heading.coding.code, name: heading.title, minimum: minimum,
            rules: [
                .order("", ofPart: "Composition.section", "title", "code", "text", "entry"), .none("mode"),
                .none("orderedBy"), .none("emptyReason"), .none("section"), .fixed("title", heading.title),
                .count("code", 1, 1), .count("code.coding", 1, 1), .none("code.text"), .none("code.coding.version"),
                .fixed("code.coding.system", FHIR.snomed), .fixed("code.coding.display", heading.coding.display),
                .count("text", 1, 1), .one("text.status", of: ["generated", "additional", "extensions"]),
                .count("text.div", 1, 1), .count("entry", heading.needsEntry ? 1 : 0, nil),
                .count("entry.reference", 1, 1),
            ])
    }

    /// CareConnect-ITK-Encounter-1 v1.2.0.
    static let visit = Profile(
        url: itk + "CareConnect-ITK-Encounter-1", resource: "Encounter",
        rules: [
            .order(ofResource: "Encounter", "id", "meta", "status", "class", "subject", "period"),
            .count("status", 1, 1), .fixed("status", "finished").ours, .count("class", 0, 1),
            .count("class.system", 1, 1), .count("class.code", 1, 1),
            .one("class.code", of: ["IMP", "AMB", "EMER"]).ours, .count("class.display", 1, 1),
            .count("subject", 1, 1).ours, .count("subject.reference", 1, 1), .count("period", 0, 1),
            .order("period", ofPart: "Period", "start", "end"), .count("identifier.system", 1, 1),
            .count("identifier.value", 1, 1), .none("episodeOfCare"), .none("incomingReferral"), .none("appointment"),
            .none("account"),
        ])

    private static func list(_ name: String, code: String) -> Profile {
        Profile(
            url: itk + "CareConnect-ITK-\(name)-List-1", resource: "List",
            rules: [
                .order(
                    ofResource: "List", "id", "meta", "identifier", "status", "mode", "code", "subject", "encounter",
                    "source", "entry"),
                .none("orderedBy"), .none("note"), .none("emptyReason"), .none("entry.flag"), .none("code.text"),
                .count("identifier", 1, 1), .count("identifier.system", 1, 1), .count("identifier.value", 1, 1),
                .fixed("status", "current"), .fixed("mode", "snapshot"), .count("code", 1, 1),
                .count("code.coding", 1, 1), .fixed("code.coding.system", FHIR.snomed),
                .one("code.coding.code", of: listCodes), .fixed("code.coding.code", code).ours,
                .count("code.coding.display", 1, 1), .none("code.coding.version").ours, .count("subject", 1, 1),
                .count("subject.reference", 1, 1), .count("encounter.reference", 1, 1),
                .count("source.reference", 1, 1), .count("entry", 1, nil),
                .order("entry", ofPart: "List.entry", "item"),
                .count("entry.item", 1, 1), .count("entry.item.reference", 1, 1),
            ])
    }

    /// Value set CareConnect-ListCode-1 (required).
    private static let listCodes: Set = [
        "887161000000102", "887171000000109", "717711000000103", "933361000000108", "886921000000105",
        "1102411000000102", "1102191000000100", "1103671000000101", "325851000000107", "25851000000105",
        "24781000000107", "1102181000000102", "826501000000100", "792931000000107", "887191000000108",
        "1149501000000101", "225390008", "714311000000108",
    ]

    static let allergyList = list("Allergy", code: "886921000000105")
    static let medicationList = list("Medication", code: "1102411000000102")
    static let conditionList = list("Condition", code: "887161000000102")
    static let procedureList = list("Procedure", code: "887171000000109")

    private static let coded: [Rule] = [
        .count("code", 1, 1), .count("code.coding", 1, nil), .count("code.coding", 1, 1).ours,
        .count("code.coding.system", 1, 1),
        .count("code.coding.code", 1, 1), .count("code.coding.display", 1, 1),
    ]
    private static let identified: [Rule] = [
        .count("identifier", 0, 1), .count("identifier.system", 1, 1), .count("identifier.value", 1, 1),
    ]

    /// CareConnect-ITK-AllergyIntolerance-1 v1.2.0; never refuted or entered in error (guide).
    static let allergy = Profile(
        url: itk + "CareConnect-ITK-AllergyIntolerance-1", resource: "AllergyIntolerance",
        rules: [
            .order(
                ofResource: "AllergyIntolerance", "id", "meta", "identifier", "clinicalStatus", "verificationStatus",
                "code", "patient", "assertedDate"), .none("reaction.note"),
            .any("clinicalStatus", of: ["active", "inactive", "resolved"]),
            .one("verificationStatus", of: ["unconfirmed", "confirmed"]),
            .any("code.coding.system", of: [FHIR.snomed]), .count("patient", 1, 1), .count("patient.reference", 1, 1),
            .count("assertedDate", 1, 1),
        ] + coded + identified)

    /// CareConnect-ITK-Condition-1 v1.2.1.
    static let condition = Profile(
        url: itk + "CareConnect-ITK-Condition-1", resource: "Condition",
        rules: [
            .order(
                ofResource: "Condition", "id", "meta", "identifier", "clinicalStatus", "category", "code", "subject",
                "context"), .none("verificationStatus"), .none("evidence"), .count("clinicalStatus", 1, 1).ours,
            .any("clinicalStatus", of: ["active", "recurrence", "inactive", "remission", "resolved"]),
            .count("category.coding.system", 1, 1), .count("category.coding.code", 1, 1),
            .any(
                "category.coding.code",
                of: ["problem-list-item", "encounter-diagnosis", "presenting-complaint", "co-morbidity", "issue"]),
            .count("category.coding.display", 1, 1), .count("subject", 1, 1), .count("subject.reference", 1, 1),
            .count("context.reference", 1, 1),
        ] + coded + identified)

    /// CareConnect-ITK-Procedure-1 v1.2.0.
    static let procedure = Profile(
        url: itk + "CareConnect-ITK-Procedure-1", resource: "Procedure",
        rules: [
            .order(ofResource: "Procedure", "id", "meta", "identifier", "status", "code", "subject", "context"),
            .fixed("status", "completed"), .count("subject", 1, 1), .count("subject.reference", 1, 1),
            .count("context.reference", 1, 1),
        ]
            + ["definition", "basedOn", "notDone", "notDoneReason", "category", "report", "followUp", "note"]
            .map { .none($0) } + coded + identified)

    /// CareConnect-ITK-Medication-1 v1.1.0.
    static let medication = Profile(
        url: itk + "CareConnect-ITK-Medication-1", resource: "Medication",
        rules: [
            .order(ofResource: "Medication", "id", "meta", "code"), .any("code.coding.system", of: [FHIR.snomed]).ours,
        ] + coded)

    /// CareConnect-ITK-MedicationStatement-1 v1.3.0.
    static let medicationStatement = Profile(
        url: itk + "CareConnect-ITK-MedicationStatement-1", resource: "MedicationStatement",
        rules: [
            .order(
                ofResource: "MedicationStatement", "id", "meta", "identifier", "status", "medicationReference",
                "subject", "taken"), .none("basedOn"), .none("derivedFrom"), .none("reasonNotTaken"),
            .one("status", of: ["active", "completed", "intended", "stopped", "on-hold"]),
            .count("medicationReference", 1, 1), .count("medicationReference.reference", 1, 1),
            .count("subject", 1, 1), .count("subject.reference", 1, 1), .count("taken", 1, 1),
            .one("taken", of: ["unk", "na"]).ours, .any("taken", of: ["y", "n", "unk", "na"]),
        ] + identified)

    static let transferOfCare: [Profile] =
        TransferOfCareKind.allCases.map(composition) + [
            visit, allergyList, medicationList, conditionList, procedureList, allergy, condition, procedure, medication,
            medicationStatement,
        ]
}
