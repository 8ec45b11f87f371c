public import XML

/// The rules for a Kettering message before it is sent: element order, lengths and forms (EDT 3.0.7; Vision 2015).
public enum KetteringRules {
    /// Checks the rules for all systems and those of the variant.
    public static func violations(of message: Element, for variant: KetteringVariant) -> [Violation] {
        Profile(url: "Kettering", resource: "ReportMsg", rules: rules + rules(of: variant)).violations(of: message)
            + whole(message)
    }

    /// Checks the rules for all systems.
    public static func violations(of message: Element) -> [Violation] {
        Profile(url: "Kettering", resource: "ReportMsg", rules: rules).violations(of: message) + whole(message)
    }

    /// Checks that involve several elements: the message has content, and its sender and recipient are among the
    /// parties.
    private static func whole(_ message: Element) -> [Violation] {
        var found: [Violation] = []
        let block = message.first("ClinicalReport", "TextItem", "TextBlock")
        if let block, let problem = problem(of: block) {
            found.append(Violation(path: "ReportMsg.ClinicalReport.TextItem.TextBlock", problem: problem))
        }
        let parties = message.first("Parties")?.all("Party") ?? []
        for (name, agent) in [("MsgRecipient", "1"), ("MsgSender", "2")] {
            let code = parties.first { $0.attribute("AgentId") == agent }?.first("OrgCode")?.allText
            if let code, let said = message.first(name)?.allText, said != code {
                found.append(
                    Violation(path: "ReportMsg.\(name)", problem: "is not the code of party \(agent)", isOurs: true))
            }
        }
        return found
    }

    private static func problem(of block: Element) -> String? {
        if case .base64 = block.content { return nil }
        switch KetteringReading.body(block.allText) {
        case .html(let text) where text.allSatisfy(\.isWhitespace): return "says nothing"
        // A hundred characters without a space or a tag are not text, but base64.
        case .html(let text) where text.count > 100 && !text.contains(where: { "< ,;:".contains($0) }):
            return TextForm.base64.holds(text) ? "is a file of no type that practices file" : TextForm.base64.words
        default: return nil
        }
    }

    private static func rules(of variant: KetteringVariant) -> [Rule] {
        [
            .count("ReportedService", variant.givesFilingDate ? 1 : 0, variant.givesFilingDate ? 1 : 0)
        ]
    }

    private static let rules: [Rule] =
        header + patient + parties + [
            .order(
                "ReportingInformation", ["ReportingReason", "ReportingReferenceNumber", "ActionRequested"],
                of: ["ReportingReason", "ReportingReferenceNumber", "ActionRequested", "MedicationChanged"]),
            .one("ReportingInformation.ReportingReason", of: ["NEW", "FU"]),
            .form("ReportingInformation.ReportingReferenceNumber", .upTo(50)),
            .one("ReportingInformation.ActionRequested", of: ["Y", "N"]),
            .order("ReportedService", "ServiceEventType", "ReportedEventItem"),
            .one("ReportedService.ServiceEventType", of: serviceEventTypes),
            .order("ReportedService.ReportedEventItem", "RelDateRole", "RelDate"),
            .fixed("ReportedService.ReportedEventItem.RelDateRole", "82"),
            .count("ReportedService.ReportedEventItem.RelDate", 1, 1),
            .form("ReportedService.ReportedEventItem.RelDate", .minute),
        ] + report

    private static let header: [Rule] = [
        .attributes(
            "",
            ["MsgStatus": ["Live", "Test"], "MsgUrgency": ["Normal", "High"], "MsgRcptAckRequest": ["Always"]]),
        .order(
            "",
            [
                "MsgId", "MsgIssueDate", "MsgSender", "MsgRecipient", "ServiceRequester", "ServiceProvider",
                "PatientMatchingInfo", "Parties", "ReportingInformation", "ReportedService", "ClinicalReport",
            ],
            of: [
                "MsgId", "MsgIssueDate", "MsgSender", "MsgRecipient", "ServiceRequester", "ServiceProvider",
                "PatientMatchingInfo", "AgentsDirectory", "Parties", "CodedData", "ReportingInformation",
                "ReportedService", "ClinicalReport",
            ]),
        .count("MsgId", 1, 1), .form("MsgId", .uuid(capital: false)).ours, .count("MsgIssueDate", 1, 1),
        .form("MsgIssueDate", .minute), .count("MsgSender", 1, 1), .form("MsgSender", .ods),
        .count("MsgRecipient", 1, 1), .form("MsgRecipient", .ods), .fixed("ServiceRequester.IdValue", "1"),
        .fixed("ServiceProvider.IdValue", "2"), .count("ServiceRequester", 1, 1), .count("ServiceProvider", 1, 1),
        .count("PatientMatchingInfo", 1, 1), .count("Parties", 1, 1), .count("ReportingInformation", 0, 1),
        .count("ReportingInformation", 1, 1).ours,
        .count("ReportedService", 0, 1), .count("ClinicalReport", 1, 1),
    ]

    private static let patient: [Rule] = [
        .order("PatientMatchingInfo", "PatientId", "PersonName_s", "BirthDate", "Sex", "Address_u"),
        .count("PatientMatchingInfo.PatientId", 1, 1), .count("PatientMatchingInfo.PatientId.Id", 1, 1),
        .fixed("PatientMatchingInfo.PatientId.Id.IdType", "Nhs"),
        .count("PatientMatchingInfo.PatientId.Id.IdValue", 1, 1),
        .form("PatientMatchingInfo.PatientId.Id.IdValue", .nhsNumber),
        .count("PatientMatchingInfo.PersonName_s", 1, 1),
        .order("PatientMatchingInfo.PersonName_s", "PersonNameType", "StructPersonName"),
        .fixed("PatientMatchingInfo.PersonName_s.PersonNameType", "CU"),
        .count("PatientMatchingInfo.PersonName_s.StructPersonName", 1, 1),
        .order("PatientMatchingInfo.PersonName_s.StructPersonName", "FamilyName", "GivenName", "Title"),
        .count("PatientMatchingInfo.PersonName_s.StructPersonName.FamilyName", 1, 1),
        .form("PatientMatchingInfo.PersonName_s.StructPersonName.FamilyName", .upTo(50)),
        .form("PatientMatchingInfo.PersonName_s.StructPersonName.GivenName", .upTo(50)),
        .count("PatientMatchingInfo.BirthDate", 1, 1), .form("PatientMatchingInfo.BirthDate", .day),
        .one("PatientMatchingInfo.Sex", of: ["0", "1", "2", "9"]),
        .order("PatientMatchingInfo.Address_u", "PostCode", "UnstructAddress"),
        .order("PatientMatchingInfo.Address_u.UnstructAddress", "UnstructAddressLine"),
    ]

    /// EDT 3.0.7 requires the sender's department. The rule applies to all systems, because a file does not say for
    /// which system it is, and the other systems accept a department.
    private static let parties: [Rule] = [
        .count("Parties.Party", 2, 2), .attributes("Parties.Party", ["AgentId": ["1", "2"]]),
        .count("Parties.Party:1", 1, 1), .count("Parties.Party:2", 1, 1),
        .order(
            "Parties.Party", ["HcpCode", "HcpName", "DepartmentCode", "DepartmentName", "OrgCode", "OrgName"],
            of: [
                "HcpCode", "HcpName", "BossCode", "BossName", "DepartmentCode", "DepartmentName", "OrgCode", "OrgName",
                "LogicalAddress",
            ]),
        .count("Parties.Party.OrgCode", 1, 1), .form("Parties.Party.OrgCode", .ods),
        .form("Parties.Party.OrgCode", .upTo(10)),
        .count("Parties.Party.OrgName", 1, 1), .form("Parties.Party.OrgName", .upTo(255)),
        .count("Parties.Party:2.DepartmentCode", 1, 1), .count("Parties.Party:2.DepartmentName", 1, 1),
        .form("Parties.Party.DepartmentCode", .upTo(50)), .form("Parties.Party.DepartmentName", .upTo(255)),
        .form("Parties.Party.HcpName", .upTo(255)),
    ]

    private static let report: [Rule] = [
        .order(
            "ClinicalReport",
            [
                "ReportID", "ReportType", "ReportCode", "ReportSourceType", "ReportContributor", "EventDate",
                "EventUrgencyStatus", "DocCreationDate", "TextItem",
            ],
            of: [
                "ReportID", "ReportType", "ReportCode", "ReportSourceType", "ReportContributor", "EventDate",
                "EventDateEnd", "EventUrgencyStatus", "DocCreationDate", "TextItem",
            ]),
        .count("ClinicalReport.ReportID", 1, 1), .form("ClinicalReport.ReportID", .upTo(50)),
        .count("ClinicalReport.ReportType", 1, 1), .form("ClinicalReport.ReportType", .upTo(255)),
        .count("ClinicalReport.ReportCode", 1, 1), .form("ClinicalReport.ReportCode", .upTo(15)),
        .count("ClinicalReport.EventDate", 1, 1), .form("ClinicalReport.EventDate", .minute),
        .any("ClinicalReport.EventUrgencyStatus", of: ["R", "U"]), .count("ClinicalReport.DocCreationDate", 1, 1),
        .form("ClinicalReport.DocCreationDate", .minute), .count("ClinicalReport.TextItem", 1, 1),
        .attributes("ClinicalReport.TextItem", ["RcStatus": ["Current"]]),
        .order("ClinicalReport.TextItem", "Cuid", "TextMarkupIndicator", "TextBlock"),
        .count("ClinicalReport.TextItem.Cuid", 1, 1).ours,
        .attributes("ClinicalReport.TextItem.Cuid", ["IdScope": ["Message"]]),
        .fixed("ClinicalReport.TextItem.TextMarkupIndicator", KetteringReport.markup),
        .count("ClinicalReport.TextItem.TextBlock", 1, 1),
    ]

    /// The service event types from which Vision derives the document's type.
    private static let serviceEventTypes: Set<String> = [
        "IP", "DC", "DH", "WR", "FF", "SF", "FV", "SV", "MV", "DI", "VO", "VP", "NC", "RC", "TR", "UN", "AE",
    ]
}
