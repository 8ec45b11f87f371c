import Foundation

/// An answer that the practice owes, decided once and then sent however long it takes.
struct Answer: Codable, Equatable, Sendable {
    /// Id of its MessageHeader and outer bundle.
    var id: UUID
    /// The second of a practice that answers everything twice says the same under the same id.
    var copy = 1
    var code: ResponseCode
    /// What was found; free of patient data.
    var diagnostics: String?
    /// Seconds since 1970; not sent before.
    var due: Double
    /// The mailbox that the message came from.
    var to: String
    var workflow: String
    /// MessageHeader id of the message that it answers; nil when that could not be read.
    var inResponseTo: String?
    var senderReference: String

    /// The MESH local id.
    var localID: String { id.uuidString.lowercased() + (copy == 1 ? "" : "-\(copy)") }

    /// As an ITK008M message (ITK-MessageHeader-2, ITK-Response-OperationOutcome-1); the same bytes each time.
    func message(from mailbox: String, ods: String) -> Data {
        let header = id.uuidString.lowercased()
        let organisation = Self.derived(id, 1)
        let outcome = Self.derived(id, 2)
        let (display, issue) = code.meaning
        let severity = code.isPositive ? "information" : "fatal"
        let note = diagnostics.map { "<diagnostics value=\"\($0.escaped)\"/>" } ?? ""
        let text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Bundle xmlns="http://hl7.org/fhir"><id value="\(Self.derived(id, 3))"/>\
            <meta><profile value="\(Address.nhs)StructureDefinition/ITK-Message-Bundle-1"/></meta>\
            <identifier><system value="https://tools.ietf.org/html/rfc4122"/><value value="\(header)"/></identifier>\
            <type value="message"/>
            <entry><fullUrl value="urn:uuid:\(header)"/><resource><MessageHeader><id value="\(header)"/>\
            <meta><profile value="\(Address.nhs)StructureDefinition/ITK-MessageHeader-2"/></meta>\
            <extension url="\(Address.handling)">\
            <extension url="BusAckRequested"><valueBoolean value="false"/></extension>\
            <extension url="InfAckRequested"><valueBoolean value="false"/></extension>\
            <extension url="RecipientType"><valueCoding>\
            <system value="\(Address.nhs)CodeSystem/ITK-RecipientType-1"/><code value="FA"/>\
            <display value="For Action"/></valueCoding></extension>\
            <extension url="MessageDefinition"><valueReference>\
            <reference value="\(Address.nhs)MessageDefinition/ITK-Response-MessageDefinition-1"/>\
            </valueReference></extension>\
            <extension url="SenderReference"><valueString value="\(senderReference.escaped)"/></extension>\
            <extension url="LocalExtension"><valueString value="None"/></extension></extension>\
            <event><system value="\(Address.nhs)CodeSystem/ITK-MessageEvent-2"/><code value="ITK008M"/>\
            <display value="ITK Response"/></event>\
            <sender><reference value="urn:uuid:\(organisation)"/></sender>\
            <timestamp value="\(Self.instant(due))"/><source><endpoint value="\(mailbox.escaped)"/></source>\
            <response><identifier value="\((inResponseTo ?? "UNREADABLE-IN-ORIGINAL-MESSAGE").escaped)"/>\
            <code value="\(code.isPositive ? "ok" : "fatal-error")"/>\
            <details><reference value="urn:uuid:\(outcome)"/></details></response></MessageHeader></resource></entry>
            <entry><fullUrl value="urn:uuid:\(organisation)"/><resource><Organization><id value="\(organisation)"/>\
            <meta><profile value="\(Address.nhs)StructureDefinition/CareConnect-ITK-Header-Organization-1"/></meta>\
            <identifier><system value="\(Address.organisation)"/><value value="\(ods.escaped)"/></identifier>\
            </Organization></resource></entry>
            <entry><fullUrl value="urn:uuid:\(outcome)"/><resource><OperationOutcome><id value="\(outcome)"/>\
            <meta><profile value="\(Address.nhs)StructureDefinition/ITK-Response-OperationOutcome-1"/></meta>\
            <issue><severity value="\(severity)"/><code value="\(issue)"/><details><coding>\
            <system value="\(Address.nhs)CodeSystem/ITK-ResponseCodes-1"/><code value="\(code.rawValue)"/>\
            <display value="\(display.escaped)"/></coding></details>\(note)</issue>\
            </OperationOutcome></resource></entry>
            </Bundle>

            """
        return Data(text.utf8)
    }

    /// Another id that always belongs to this one.
    private static func derived(_ id: UUID, _ number: UInt8) -> String {
        var bytes = id.uuid
        bytes.15 ^= number
        bytes.14 ^= 0x5a
        return UUID(uuid: bytes).uuidString.lowercased()
    }

    private static func instant(_ seconds: Double) -> String {
        Date(timeIntervalSince1970: seconds.rounded(.down)).formatted(.iso8601)
    }
}

extension String {
    /// As the value of an XML attribute.
    var escaped: String {
        replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
