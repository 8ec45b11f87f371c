public import XML

/// What became of a letter at the recipient's, in an envelope of ITK 2 (BusinessResponseMessage of HL7 version 3). It is
/// read only: MeshPost asks for none and gives none.
public struct BusinessResponse: Equatable, Sendable {
    public static let profile = "urn:nhs-en:profile:ITKBusinessAcknowledgement-v1-0"

    public var isAccepted: Bool
    /// The tracking id of the envelope that it answers.
    public var trackingID: String

    /// - Parameter envelope: without prefixes.
    /// - Throws: what keeps it from being read, free of what stands in it.
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

    /// True for an envelope that holds one.
    public static func isIn(_ envelope: Element) -> Bool {
        envelope.first("payloads", "payload", "BusinessResponseMessage") != nil
    }

    /// What an answer and its envelope do not keep.
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
