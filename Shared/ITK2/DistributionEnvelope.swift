public import Letters
public import XML

/// The envelope in which ITK 2.x sends a document (ITK Distribution Envelope 2.0, namespace urn:nhs-itk:ns:201005).
///
/// It requests no answers: which answers a partner sends, and where to, depends on the partner.
public struct DistributionEnvelope: Sendable {
    public static let namespace = "urn:nhs-itk:ns:201005"
    static let service = "urn:nhs-itk:services:201005:SendCDADocument-v2-0"
    static let profile = "urn:nhs-en:profile:nonCodedCDADocument-v2-0"

    /// The tracking id.
    public var message: MessageID
    public var sender: ODSCode
    public var recipient: ODSCode
    public var role: RecipientRole
    public var document: NonCodedDocument

    public init(
        message: MessageID, sender: ODSCode, recipient: ODSCode, role: RecipientRole, document: NonCodedDocument
    ) {
        self.message = message
        self.sender = sender
        self.recipient = recipient
        self.role = role
        self.document = document
    }

    static func interaction(_ role: RecipientRole) -> String {
        let word = role == .registeredPractice ? "primaryRecipient" : "copyRecipient"
        return "urn:nhs-itk:interaction:\(word)NonCodedCDADocument-v2-0"
    }

    public var element: Element {
        // An XML id must not begin with a digit.
        let payloadID = "uuid_\(CDA.id(document.id))"
        let keys = [
            ("interaction", Self.interaction(role)), ("ackrequested", "false"), ("infackrequested", "false"),
        ]
        let header = Element(
            "header", attributes: ["service": Self.service, "trackingid": CDA.id(message.uuid)],
            [
                Element(
                    "addresslist", [Element("address", attributes: ["uri": "urn:nhs-uk:addressing:ods:\(recipient)"])]),
                Element("auditIdentity", [Element("id", attributes: ["uri": "urn:nhs-uk:identity:ods:\(sender)"])]),
                Element(
                    "manifest", attributes: ["count": "1"],
                    [
                        Element(
                            "manifestitem",
                            attributes: ["id": payloadID, "mimetype": "text/xml", "profileid": Self.profile])
                    ]),
                Element("senderAddress", attributes: ["uri": "urn:nhs-uk:addressing:ods:\(sender)"]),
                Element(
                    "handlingSpecification",
                    keys.map { key, value in
                        var spec = Element("spec", attributes: ["key": "\(Self.namespace):\(key)"])
                        spec.value = .text(value)
                        return spec
                    }),
            ])
        let payloads = Element(
            "payloads", attributes: ["count": "1"],
            [Element("payload", attributes: ["id": payloadID], [document.element])])
        return Element("DistributionEnvelope", attributes: ["xmlns": Self.namespace], [header, payloads])
    }
}
