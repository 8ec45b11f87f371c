/// What no identifier, date or code of one element tells: order, attributes, references, and what belongs together.
extension ChangedFixture {
    private static func toc(_ good: String, _ bad: String, _ problem: String) -> ChangedFixture {
        ChangedFixture(file: "inpatient-discharge/toc.xml", good: good, bad: bad, problem: problem)
    }

    private static func replacement(_ good: String, _ bad: String, _ problem: String) -> ChangedFixture {
        ChangedFixture(file: "outpatient-letter/toc.xml", good: good, bad: bad, problem: problem)
    }

    private static func kettering(_ good: String, _ bad: String, _ problem: String) -> ChangedFixture {
        ChangedFixture(file: "inpatient-discharge/kettering.xml", good: good, bad: bad, problem: problem)
    }

    private static func envelope(_ good: String, _ bad: String, _ problem: String) -> ChangedFixture {
        ChangedFixture(file: "outpatient-letter/itk2.xml", good: good, bad: bad, problem: problem)
    }

    private static let snomed = #"<system value="http://snomed.info/sct"/>"#
    private static let allergy = #"<code value="716186003"/><display value="No known allergy"/>"#
    private static let gender = #"<gender value="female"/>"#
    private static let summary = #"<p>Admitted with"#
    private static let patient = "urn:uuid:96136f6f-759f-5ecc-8620-4188a5101147"
    private static let custodian = "urn:uuid:6e5e7332-15c5-50dd-aa4e-461e451b2cf0"
    private static let nhsNumber = #"<system value="https://fhir.nhs.uk/Id/nhs-number"/><value value="9990000018"/>"#
    private static let spec = "DistributionEnvelope.header.handlingSpecification.spec"

    static let dataTypes: [ChangedFixture] = [
        toc(
            snomed + allergy,
            snomed + #"<display value="No known allergy"/><code value="716186003"/>"#,
            "AllergyIntolerance.code.coding.code stands after display, it belongs before it"),
        toc(
            allergy, allergy + #"<nonsense value="1"/>"#, "AllergyIntolerance.code.coding.nonsense is not known here"),
        toc(
            nhsNumber,
            #"<value value="9990000018"/><system value="https://fhir.nhs.uk/Id/nhs-number"/>"#,
            "Patient.identifier.system stands after value, it belongs before it"),
        toc(
            "<source><endpoint", #"<source><zzz value="1"/><endpoint"#, "MessageHeader.source.zzz is not known here"),
        toc(gender, #"<gender value="female" lang="en"/>"#, "Patient.gender@lang is not known here"),
        toc(
            gender, #"<gender value="female">female</gender>"#,
            "Patient.gender must hold no text: a value stands in an attribute"),
        toc(
            #"<extension url="SenderReference">"#, "<extension>",
            "MessageHeader.extension.extension@url is missing"),
        replacement(
            #"<relatesTo><code value="replaces"/>"#, #"<relatesTo><zzz value="1"/><code value="replaces"/>"#,
            "Composition.relatesTo.zzz is not known here"),
        toc(
            #"<code value="408050008"/>"#, #"<code value="408050009"/>"#,
            "Medication.code.coding.code must be a SNOMED CT identifier: 6 to 18 digits with the right check digit"),
        toc(
            #"<code value="397881000"/>"#, #"<code value="K57"/>"#,
            "Condition.code.coding.code must be a SNOMED CT identifier: 6 to 18 digits with the right check digit"),
    ]

    static let narratives: [ChangedFixture] = [
        toc(
            summary, #"<img src="http://a.test/b.png" alt="b"/><p>Admitted with"#,
            "Composition.section.text.div.img@src leads out of the document"),
        toc(
            summary, #"<a href="javascript:b()">b</a><p>Admitted with"#,
            "Composition.section.text.div.a@href leads out of the document"),
        toc(
            summary, #"<p style="display:none">not</p><p>Admitted with"#,
            "Composition.section.text.div.p@style hides what it says"),
        toc(
            summary, #"<p contenteditable="true">Admitted with"#,
            "Composition.section.text.div.p@contenteditable is not allowed in a narrative"),
    ]

    static let references: [ChangedFixture] = [
        toc(
            #"<author><reference value="urn:uuid:7ac9ddfc-f878-53ac-828e-7bd963deb3f8"/>"#,
            #"<author><reference value="\#(custodian)"/>"#,
            "Composition.author.reference must lead to a Practitioner or Device"),
        toc(
            #"<source><reference value="urn:uuid:7ac9ddfc-f878-53ac-828e-7bd963deb3f8"/>"#,
            #"<source><reference value="\#(custodian)"/>"#,
            "List.source.reference must lead to a Practitioner or Patient or Device"),
        toc(
            #"<focus><reference value="urn:uuid:d2afed31-742e-5f83-a1a5-1d218f9e3a4d"/>"#,
            #"<focus><reference value="urn:uuid:ac2590df-fba2-5d4c-b48f-75d93757f9d6"/>"#,
            "MessageHeader.focus.reference must lead to a Bundle"),
        toc(
            #"<entry><reference value="urn:uuid:eac46b2a-6307-56d2-a68a-676fa7f117bc"/>"#,
            #"<entry><reference value="\#(patient)"/>"#,
            "Composition.section (GP practice).entry must lead to a ITK-Attachment-Binary-1 or CareConnect-Organization-1"
        ),
        toc(
            #"<item><reference value="urn:uuid:45e1fa94-425a-5a71-a25b-808f2d8e522d"/>"#,
            #"<item><reference value="urn:uuid:d846896a-aec4-5d83-a8d6-8efb117d2482"/>"#,
            "List.entry.item must lead to a CareConnect-ITK-AllergyIntolerance-1"),
        toc(
            #"<medicationReference><reference value="urn:uuid:"#,
            #"<medicationReference><reference value="\#(patient)"/><display value=""#,
            "MedicationStatement.medicationReference.reference must lead to a Medication"),
    ]

    static let belonging: [ChangedFixture] = [
        toc(
            #"<display value="ITK eDischarge"/>"#, #"<display value="ITK Outpatient Letter"/>"#,
            "MessageHeader.event.display must be ITK eDischarge"),
        toc(
            #"<display value="For Action"/>"#, #"<display value="For Information"/>"#,
            "MessageHeader.extension (RecipientType).display must be For Action"),
        toc(
            "Number present and verified", "Number verified",
            "Patient.identifier:nhs-number.extension.valueCodeableConcept.coding.display must be one of "
                + "Number not present and trace not required, Number present and verified, Number present but not traced, "
                + "Trace attempted - No match or multiple match found, Trace in progress, Trace needs to be resolved - "
                + "(NHS number or patient detail conflict), Trace postponed (baby under six weeks old), Trace required"),
        toc(
            #"<code value="886921000000105"/><display value="Allergies and adverse reactions"/></coding></code><subject>"#,
            #"<code value="373942005"/><display value="Discharge summary"/></coding></code><subject>"#,
            "List.code.coding.code must be one of 1102181000000102, 1102191000000100, 1102411000000102, "
                + "1103671000000101, 1149501000000101, 225390008, 24781000000107, 25851000000105, 325851000000107, "
                + "714311000000108, 717711000000103, 792931000000107, 826501000000100, 886921000000105, "
                + "887161000000102, 887171000000109, 887191000000108, 933361000000108"),
        toc(
            #"<code value="887181000000106"/>"#, #"<version value="1"/><code value="887181000000106"/>"#,
            "Composition.section (Clinical summary).code.coding.version must not be there"),
        kettering(
            "<IdType>Nhs</IdType>", "<IdType>NHS</IdType>",
            "ReportMsg.PatientMatchingInfo.PatientId.Id.IdType must be Nhs"),
        kettering(
            ">Y00011</OrgCode>", ">Y0001112345</OrgCode>",
            "ReportMsg.Parties.Party.OrgCode must have 1 to 10 characters"),
        envelope(
            "primaryRecipientNonCodedCDADocument-v2-0", "primaryRecipient",
            "\(spec) (interaction) is none of a non-coded document"),
        envelope(
            #":infackrequested" value="false""#, #":infackrequested" value="maybe""#, "\(spec) must be true or false"),
        envelope(#":infackrequested" value"#, #":ackrequested" value"#, "\(spec) says one thing twice"),
        envelope(
            #"uri="urn:nhs-uk:addressing:ods:Y00017""#, #"uri="Y00017""#,
            "DistributionEnvelope.header.addresslist.address@uri must begin with urn:nhs-uk:addressing:"),
        envelope(
            #"<versionNumber value="2"/>"#, #"<versionNumber value="two"/>"#,
            "DistributionEnvelope.payloads.payload.ClinicalDocument.versionNumber must be a whole number"),
        envelope(
            #"representation="B64">JVBE"#, #"representation="B64">@@@@"#,
            "DistributionEnvelope.payloads.payload.ClinicalDocument.component.nonXMLBody.text must be bytes in base64"),
        envelope(
            "<assignedPerson", "<nickname/><assignedPerson",
            "DistributionEnvelope.payloads.payload.ClinicalDocument.author.assignedAuthor.nickname is not known here"),
    ]
}
