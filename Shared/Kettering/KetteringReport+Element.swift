import Foundation
import Letters
public import XML

extension KetteringReport {
    /// The fixed value of TextMarkupIndicator in every message, whatever the text block contains (EDT 3.0.7).
    static let markup = "-//IETF//DTD HTML//EN"

    /// The message in the variant for the recipient's system.
    public func element(for variant: KetteringVariant) -> Element {
        Element(
            "ReportMsg",
            attributes: [
                "MsgStatus": isLive ? "Live" : "Test", "MsgUrgency": isUrgent ? "High" : "Normal",
                "MsgRcptAckRequest": "Always",
            ],
            [
                Element("MsgId", text: messageID), Element("MsgIssueDate", text: KetteringTime.minute(issuedAt)),
                Element("MsgSender", text: sender.description), Element("MsgRecipient", text: recipient.description),
                Element("ServiceRequester", [Element("IdValue", text: "1")]),
                Element("ServiceProvider", [Element("IdValue", text: "2")]), matching, parties(variant),
                Element(
                    "ReportingInformation",
                    [
                        Element("ReportingReason", text: isFollowUp ? "FU" : "NEW"),
                        Element("ReportingReferenceNumber", text: reportID),
                        Element("ActionRequested", text: wantsAction ? "Y" : "N"),
                    ]),
                variant.givesFilingDate ? service : nil, report,
            ])
    }

    private var matching: Element {
        let number = patient.nhsNumber.map { number in
            Element(
                "PatientId",
                [Element("Id", [Element("IdType", text: "Nhs"), Element("IdValue", text: number.digits)])])
        }
        let address = patient.address.map { address in
            Element(
                "Address_u", attributes: ["AddrType": "Current"],
                [
                    address.postcode.map { Element("PostCode", text: $0) },
                    Element(
                        "UnstructAddress",
                        address.line.filter { !$0.isEmpty }.map { Element("UnstructAddressLine", text: $0) }),
                ])
        }
        return Element(
            "PatientMatchingInfo",
            [
                number,
                Element(
                    "PersonName_s",
                    [
                        Element("PersonNameType", text: "CU"),
                        Element(
                            "StructPersonName",
                            [
                                Element("FamilyName", text: patient.family),
                                givenNames.isEmpty ? nil : Element("GivenName", text: givenNames),
                            ]),
                    ]),
                Element("BirthDate", text: patient.birthDate.replacing("-", with: "")),
                Element("Sex", text: patient.gender.ketteringCode), address,
            ])
    }

    /// As many complete given names as fit into the field's 50 characters; the letter itself has all of them.
    private var givenNames: String {
        patient.given.reduce("") { names, name in
            let longer = names.isEmpty ? name : "\(names) \(name)"
            return longer.count <= 50 ? longer : names
        }
    }

    private func parties(_ variant: KetteringVariant) -> Element {
        Element(
            "Parties",
            [
                Element(
                    "Party", attributes: ["AgentId": "1"],
                    [
                        Element(
                            "OrgCode", attributes: ["IdType": variant.practiceCodeType], text: recipient.description),
                        Element("OrgName", text: recipientName),
                    ]),
                Element(
                    "Party", attributes: ["AgentId": "2"],
                    [
                        clinician.gmcNumber.map {
                            Element("HcpCode", attributes: ["IdType": "Specialist"], text: $0)
                        },
                        Element("HcpName", text: clinician.name),
                        Element("DepartmentCode", attributes: ["IdType": "Internal"], text: department.code),
                        Element("DepartmentName", text: department.name),
                        Element("OrgCode", attributes: ["IdType": "Provider"], text: sender.description),
                        Element("OrgName", text: senderName),
                    ]),
            ])
    }

    /// The date under which Vision files the letter: role 82 is "original format filing date".
    private var service: Element {
        Element(
            "ReportedService",
            [
                Element("ServiceEventType", text: kind.serviceEventType),
                Element(
                    "ReportedEventItem",
                    [
                        Element("RelDateRole", text: "82"),
                        Element("RelDate", text: KetteringTime.minute(happenedAt)),
                    ]),
            ])
    }

    private var report: Element {
        var block = Element("TextBlock")
        switch body {
        case .html(let html): block.content = .markup(html)
        case .file(let bytes): block.content = .base64(bytes)
        }
        return Element(
            "ClinicalReport",
            [
                Element("ReportID", text: reportID), Element("ReportType", text: title),
                Element("ReportCode", text: kind.reportCode), Element("ReportSourceType", text: "2"),
                Element("ReportContributor", text: clinician.name),
                Element("EventDate", text: KetteringTime.minute(happenedAt)),
                Element("EventUrgencyStatus", text: isUrgent ? "U" : "R"),
                Element("DocCreationDate", text: KetteringTime.minute(createdAt)),
                Element(
                    "TextItem", attributes: ["RcStatus": "Current"],
                    [
                        Element("Cuid", attributes: ["IdScope": "Message"]),
                        Element("TextMarkupIndicator", text: Self.markup), block,
                    ]),
            ])
    }
}

extension Gender {
    /// The codes of the NHS Data Dictionary, PERSON STATED GENDER, as Kettering uses them: 0 not known, 1 male, 2
    /// female, 9 not specified.
    var ketteringCode: String {
        switch self {
        case .male: "1"
        case .female: "2"
        case .other: "9"
        case .unknown: "0"
        }
    }

    init?(ketteringCode code: String) {
        guard let found = Self.allCases.first(where: { $0.ketteringCode == code }) else { return nil }
        self = found
    }
}
