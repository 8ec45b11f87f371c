import FHIR
public import Letters
import XML

/// How the recipient is to handle a message (Extension-ITK-MessageHandling-2 v2.1.0: all six parts are required).
public struct MessageHandling: Equatable, Sendable {
    static let url = "https://fhir.nhs.uk/STU3/StructureDefinition/Extension-ITK-MessageHandling-2"
    static let recipientTypes = "https://fhir.nhs.uk/STU3/CodeSystem/ITK-RecipientType-1"
    /// The value of a required part without content.
    static let none = "None"

    public var wantsBusinessResponse: Bool
    public var wantsTechnicalResponse: Bool
    public var role: RecipientRole
    /// The canonical URI of the payload's definition.
    public var messageDefinition: String
    /// Returned in the responses; at most 255 characters.
    public var senderReference: String?

    public init(
        wantsBusinessResponse: Bool, wantsTechnicalResponse: Bool, role: RecipientRole, messageDefinition: String,
        senderReference: String?
    ) {
        self.wantsBusinessResponse = wantsBusinessResponse
        self.wantsTechnicalResponse = wantsTechnicalResponse
        self.role = role
        self.messageDefinition = messageDefinition
        self.senderReference = senderReference
    }

    /// FA for the recipient who is to act on the letter, FI for a copy (CodeSystem ITK-RecipientType-1).
    var recipientType: Coding {
        switch role {
        case .registeredPractice: Coding(system: Self.recipientTypes, code: "FA", display: "For Action")
        case .copy: Coding(system: Self.recipientTypes, code: "FI", display: "For Information")
        }
    }

    var element: Element {
        let definition = Element("valueReference", [Element("reference", messageDefinition)])
        let parts: [(String, Element)] = [
            ("BusAckRequested", Element("valueBoolean", String(wantsBusinessResponse))),
            ("InfAckRequested", Element("valueBoolean", String(wantsTechnicalResponse))),
            ("RecipientType", recipientType.element("valueCoding")),
            ("MessageDefinition", definition),
            ("SenderReference", Element("valueString", senderReference ?? Self.none)),
            ("LocalExtension", Element("valueString", Self.none)),
        ]
        return Element(extension: Self.url, parts.map { Element(extension: $0.0, [$0.1]) })
    }
}
