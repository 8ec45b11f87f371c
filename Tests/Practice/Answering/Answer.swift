import Foundation

/// An answer that the practice has decided on and must send, perhaps after a delay or several tries.
struct Answer: Codable, Equatable, Sendable {
    /// Id of the answer's MessageHeader and outer bundle.
    var id: UUID
    /// 1, or 2 for the second answer of a practice that answers everything twice; both have the same content and id.
    var copy = 1
    var code: ResponseCode
    /// The reason for a negative answer, without patient data.
    var diagnostics: String?
    /// Earliest time to send it, in seconds since 1970.
    var due: Double
    /// The mailbox that sent the message, to which the answer goes.
    var to: String
    var workflow: String
    /// MessageHeader id of the message that is answered; nil if the id could not be read.
    var inResponseTo: String?
    var senderReference: String

    /// The MESH local id of the answer.
    var localID: String { id.uuidString.lowercased() + (copy == 1 ? "" : "-\(copy)") }

    /// Returns the answer as an ITK008M message (ITK-MessageHeader-2, ITK-Response-OperationOutcome-1). The bytes are
    /// the same on each call.
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

    /// Returns another id that is always the same for this id and number.
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
    /// The text escaped for the value of an XML attribute.
    var escaped: String {
        replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
