import Testing

/// A golden message with one thing changed, and what must be said of it.
struct ChangedFixture: Sendable, CustomTestStringConvertible {
    var file: String
    var good: String
    var bad: String
    var problem: String
    var testDescription: String { "\(file): \(problem)" }

    private static let small = "must be a UUID in small letters"
    private static let capital = "must be a UUID in capital letters"
    private static let ods = "must be an ODS code: 3 to 12 capital letters and digits"
    private static let nhsNumber = "must be an NHS number: ten digits with the right check digit"
    private static let role = "DistributionEnvelope.payloads.payload.ClinicalDocument.recordTarget.patientRole"

    static let identifiers: [ChangedFixture] = [
        ChangedFixture(
            file: "inpatient-discharge/toc.xml", good: "<td>Testing Practice</td>",
            bad: "<td>Testing Practice (Y00001)</td>",
            problem: "Composition.section (GP practice).text.div must not say the practice's code"),
        ChangedFixture(
            file: "inpatient-discharge/toc.xml", good: #"<value value="Y00001"/>"#, bad: #"<value value="Y-00001"/>"#,
            problem: "Organization.identifier.value \(ods)"),
        ChangedFixture(
            file: "clinical-letter/send-document.xml", good: #"<value value="RXX"/>"#, bad: #"<value value="rxx"/>"#,
            problem: "Organization.identifier.value \(ods)"),
        ChangedFixture(
            file: "outpatient-letter/ukcore.xml", good: #"<value value="Y00018"/>"#, bad: #"<value value="Y 18"/>"#,
            problem: "MessageHeader.destination.receiver.identifier.value \(ods)"),
        ChangedFixture(
            file: "inpatient-discharge/toc.xml", good: "b41e418f-6791-5c4e-b529-cee4238bcff0",
            bad: "B41E418F-6791-5C4E-B529-CEE4238BCFF0", problem: "Composition.id \(small)"),
        ChangedFixture(
            file: "inpatient-discharge/toc.xml",
            good:
                #"</meta><identifier><system value="https://tools.ietf.org/html/rfc4122"/><value value="5be7e1af-b242-"#,
            bad: #"</meta><identifier><system value="https://tools.ietf.org/html/rfc4122"/><value value="5be7e1af-"#,
            problem: "Bundle.identifier.value \(small)"),
        ChangedFixture(
            file: "inpatient-discharge/toc.xml", good: #"<value value="9990000018"/>"#,
            bad: #"<value value="9990000019"/>"#, problem: "Patient.identifier:nhs-number.value \(nhsNumber)"),
        ChangedFixture(
            file: "inpatient-discharge/kettering.xml", good: "<MsgRecipient>Y00011<", bad: "<MsgRecipient>Y0_11<",
            problem: "ReportMsg.MsgRecipient \(ods)"),
        ChangedFixture(
            file: "inpatient-discharge/kettering.xml", good: ">Y00011</OrgCode>", bad: ">y00011</OrgCode>",
            problem: "ReportMsg.Parties.Party.OrgCode \(ods)"),
        ChangedFixture(
            file: "inpatient-discharge/kettering.xml", good: "9990000018", bad: "0000000000",
            problem: "ReportMsg.PatientMatchingInfo.PatientId.Id.IdValue \(nhsNumber)"),
        ChangedFixture(
            file: "inpatient-discharge/kettering.xml",
            good: "<DepartmentName>Gastroenterology service</DepartmentName>", bad: "",
            problem: "ReportMsg.Parties.Party:2.DepartmentName is missing"),
        ChangedFixture(
            file: "inpatient-discharge/kettering.xml", good: #"<Party AgentId="2">"#, bad: #"<Party AgentId="3">"#,
            problem: "ReportMsg.Parties.Party:2 is missing"),
        ChangedFixture(
            file: "outpatient-letter/itk2.xml", good: #"extension="9990000018""#, bad: #"extension="9990000019""#,
            problem: "\(role).id@extension \(nhsNumber)"),
        ChangedFixture(
            file: "outpatient-letter/itk2.xml", good: #"extension="Y00001""#, bad: #"extension="Y#0001""#,
            problem: "\(role).providerOrganization.id@extension \(ods)"),
        ChangedFixture(
            file: "outpatient-letter/itk2.xml", good: "addressing:ods:Y00017", bad: "addressing:ods:y00017",
            problem: "DistributionEnvelope.header.addresslist.address@uri \(ods)"),
        ChangedFixture(
            file: "outpatient-letter/itk2.xml", good: #"<setId root=""#, bad: #"<setId root="z"#,
            problem: "DistributionEnvelope.payloads.payload.ClinicalDocument.setId@root \(capital)"),
    ]
}
