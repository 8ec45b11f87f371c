public import FHIR
public import Foundation
import Identifiers
public import Letters
public import XML

/// An ITK3 message: the outer bundle with its header, the sender's ODS code, and the payload.
public struct ITKMessage: Sendable {
    static let events = "https://fhir.nhs.uk/STU3/CodeSystem/ITK-MessageEvent-2"

    /// The id of both the MessageHeader and the outer bundle (deploy/docs/CONTRACT.md, "Identity").
    public var id: MessageID
    public var event: Coding
    public var handling: MessageHandling
    public var sender: ODSCode
    /// Our MESH mailbox.
    public var endpoint: String
    /// The time at which the attempt was requested.
    public var timestamp: Date
    public var payload: FHIRBundle

    public init(
        id: MessageID, event: Coding, handling: MessageHandling, sender: ODSCode, endpoint: String, timestamp: Date,
        payload: FHIRBundle
    ) {
        self.id = id
        self.event = event
        self.handling = handling
        self.sender = sender
        self.endpoint = endpoint
        self.timestamp = timestamp
        self.payload = payload
    }

    public var element: Element { bundle.element }

    /// The outer bundle.
    public var bundle: FHIRBundle {
        let organization = OrganizationResource(
            id: NamedUUID.of("itk-sender", id.description), profile: ITKProfile.headerOrganization.url, ods: sender)
        let header = MessageHeader(
            id: id.uuid, profile: ITKProfile.messageHeader.url, extensions: [handling.element], event: event,
            sender: Reference(organization.id), timestamp: timestamp, endpoint: endpoint, focus: Reference(payload.id))
        return FHIRBundle(
            id: id.uuid, profile: ITKProfile.messageBundle.url, identifier: BusinessIdentifier(id.uuid),
            kind: .message, entries: [.header(header), .organization(organization), .bundle(payload)])
    }
}
