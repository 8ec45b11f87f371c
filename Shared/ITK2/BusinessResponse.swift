public import XML

/// The recipient's business response to a letter, in an ITK 2 envelope (BusinessResponseMessage of HL7 version 3).
/// MeshPost only reads such responses; it neither requests nor sends them.
public struct BusinessResponse: Equatable, Sendable {
    public static let profile = "urn:nhs-en:profile:ITKBusinessAcknowledgement-v1-0"

    public var isAccepted: Bool
    /// The tracking id of the answered envelope.
    public var trackingID: String

    /// Reads the response.
    ///
    /// - Parameter envelope: the envelope, with namespace prefixes removed.
    /// - Throws: the reason why it cannot be read, without values from the envelope.
    public init(_ envelope: Element) throws(Violation) {
        let path = "BusinessResponseMessage.acknowledgedBy3"
        guard let message = envelope.first("payloads", "payload", "BusinessResponseMessage") else {
            throw Violation(
                path: "DistributionEnvelope.payloads.payload", problem: "a BusinessResponseMessage is wanted")
        }
        guard let acknowledged = message.first("acknowledgedBy3") else {
            throw Violation(path: path, problem: "is missing")
        }
        guard let id = acknowledged.first("conveyingTransmission", "id")?.attribute("root"), !id.isEmpty else {
            throw Violation(path: "\(path).conveyingTransmission.id@root", problem: "is missing")
        }
        trackingID = id
        isAccepted = acknowledged.attribute("typeCode") == "AA"
    }

    /// True for an envelope that contains a business response.
    public static func isIn(_ envelope: Element) -> Bool {
        envelope.first("payloads", "payload", "BusinessResponseMessage") != nil
    }

    /// The rules that a response and its envelope break.
    public static func violations(of envelope: Element) -> [Violation] {
        Profile(url: "", resource: "DistributionEnvelope", rules: envelopeRules + rules).violations(of: envelope)
            + DistributionEnvelopeRules.identities(of: envelope)
    }

    private static let envelopeRules: [Rule] = [
        .attributes("", ["xmlns": [DistributionEnvelope.namespace]]), .order("", "header", "payloads"),
        .count("header", 1, 1), .attributes("header", ["service": [], "trackingid": []]),
        .order("header", "addresslist", "auditIdentity", "manifest", "senderAddress", "handlingSpecification"),
        .count("header.manifest.manifestitem", 1, 1),
        .attributes(
            "header.manifest.manifestitem", ["id": [], "mimetype": ["text/xml"], "profileid": [profile]],
            besides: ["base64", "compressed", "encrypted", "metadata"]),
        .count("payloads.payload", 1, 1), .order("payloads.payload", "BusinessResponseMessage"),
    ]

    private static let root = "payloads.payload.BusinessResponseMessage"

    private static let rules: [Rule] = [
        .attributes(root, ["xmlns": [CDA.namespace]]), .count("\(root).id", 1, 1), .count("\(root).creationTime", 1, 1),
        .count("\(root).acknowledgedBy3", 1, 1),
        .attributes("\(root).acknowledgedBy3", ["typeCode": ["AA", "AE", "AR"]]),
        .count("\(root).acknowledgedBy3.conveyingTransmission.id", 1, 1),
        .attributes("\(root).acknowledgedBy3.conveyingTransmission.id", ["root": []]),
    ]
}
