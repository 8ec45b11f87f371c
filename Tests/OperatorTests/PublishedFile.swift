import Testing

/// A file among the specifications' own examples, and what becomes of it here.
struct PublishedFile: Sendable, CustomTestStringConvertible {
    enum Verdict: Sendable {
        /// Read into our values and written again; nothing wrong.
        case right(String)
        /// Read and written again, but wrong: places that the verdict must name.
        case wrong([String])
        /// No kind that we read or write, in these words.
        case other(String)
    }

    var path: String
    var verdict: Verdict
    var testDescription: String { path }

    static let all: [PublishedFile] =
        [
            // The NHS numbers of both fail Modulus 11, and the profile demands a date that the second does not have.
            file("itk3/examples/ITK-EDIS-Example-1.xml", .wrong(["Patient.identifier:nhs-number.value"])),
            file(
                "itk3/examples/ITK-OPL-Document-Bundle-1-Example-1.xml",
                .wrong(["Patient.identifier:nhs-number.value", "AllergyIntolerance.assertedDate is missing"])),
            file(
                "itk3/responses/ITK-Response-10009-Example-1.xml",
                .right("the technical answer to a message: rejected (10009")),
            file(
                "itk3/responses/ITK-Response-20009-Example-1.xml",
                .right("the technical answer to a message: rejected (20009")),
            file(
                "itk3/responses/ITK-Response-20013-Example-1.xml",
                .right("the technical answer to a message: accepted (20013")),
            file(
                "itk3/responses/ITK-Response-30001-Example-1.xml",
                .right("the business answer to a message: accepted (30001")),
            file("itk2/examples/test-infack.xml", .right("the answer to a message: accepted")),
            file(
                "itk2/examples/test-infnack.xml",
                .right("the answer to a message: rejected (a code that is not in the table")),
            file("itk2/examples/test-wrapped-busack.xml", .right("the answer to a message: accepted")),
            file("itk2/examples/test-wrapped-busnack.xml", .right("the answer to a message: rejected")),
            file("itk2/examples/test-xmlpayload.xml", .right("the answer to a message: accepted")),
            file("itk2/examples/primary-emergency-itk-request.xml", .other("a SOAP envelope")),
            file("itk2/examples/conformance-example-adastra-original-itk-request.xml", .other("a SOAP envelope")),
            file("itk2/DE_error_reference.xml", .other("XML that begins with <Vocabularies>")),
            file(
                "kettering/KetteringExample-openhealthhub.xml",
                .wrong([
                    "MsgIssueDate must be a time", "MsgSender must be an ODS code", "MsgRecipient must be an ODS code",
                    "Id.IdValue must be an NHS number", "BirthDate must be a day", "Party.OrgCode must be an ODS code",
                    "EventDate must be a time", "DocCreationDate must be a time",
                ])),
            file("r4/UKCore-Composition-Discharge-Example.xml", .other("a FHIR resource alone (Composition)")),
            file(
                "r4/UKCore-DocumentReference-CarePlanReportPDF-Example.xml",
                .other("a FHIR resource alone (DocumentReference)")),
            file("r4/UKCore-MessageHeader-Discharge-Example.xml", .other("a FHIR resource alone (MessageHeader)")),
            file("r4/MHD-transaction.json", .other("JSON")), file("r4/document-message-TOC.json", .other("JSON")),
            file("r4/documentReference-TOC-Notification.json", .other("JSON")),
        ]
        + ["Bundle", "Composition", "DocumentReference", "MessageHeader"].map {
            file("r4/StructureDefinition-UKCore-\($0).xml", .other("a FHIR resource alone (StructureDefinition)"))
        }
        + ["A01_e", "A03_e", "A04_e", "A05_E", "A08_e", "A28_E", "A31_e", "A40_E"].map {
            file("hl7v2/adt/\($0)xample.txt", .other("an HL7 version 2 message"))
        }
        + ["01-t02-authenticated-pdf.hl7", "02-t02-legally-authenticated.hl7"].map {
            file("hl7v2/mdm-samples/\($0)", .other("an HL7 version 2 message"))
        }

    /// Folders of schemas, profiles and tables, and notes of where files came from.
    static let specifications = [
        "itk2/xsd/", "itk3/careconnect/", "itk3/profiles/", "itk3/tables/", "itk3/MessageDefinition-", "stu3-core/",
    ]

    private static func file(_ path: String, _ verdict: Verdict) -> PublishedFile {
        PublishedFile(path: path, verdict: verdict)
    }
}
