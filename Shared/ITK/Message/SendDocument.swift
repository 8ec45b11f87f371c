public import FHIR
public import Foundation
public import Letters
public import XML

/// GP Connect Send Document: a letter as a file, with its patient and its author (specification 2.0.2; message
/// definition ITK-GPConnectSendDocument-MessageDefinition-1).
public struct SendDocument: Sendable {
    public static let workflow = "GPCONNECT_SEND_DOCUMENT"
    public static let messageDefinition =
        "https://fhir.nhs.uk/STU3/MessageDefinition/ITK-GPConnectSendDocument-MessageDefinition-1"
    public static let event = Coding(
        system: ITKMessage.events, code: "ITK007C",
        display: "ITK GP Connect Send Document")

    /// A file of the letter.
    public struct Attachment: Sendable {
        public var mediaType: String
        public var content: Bytes

        public init(mediaType: String, content: Bytes) {
            self.mediaType = mediaType
            self.content = content
        }
    }

    public var record: LetterRecord
    /// At least one file; the letter itself comes first.
    public var attachments: [Attachment]
    public var careSetting: Coding
    /// The trust that sends the letter.
    public var organisation: ODSCode
    public var organisationName: String
    /// The identifier of the Composition that this one replaces. Nil if it replaces an earlier version of the same
    /// document, which has the same identifier.
    public var replaces: UUID?
    /// The difference of the files from what other recipients get; it makes this a different document
    /// (`DocumentIdentity`).
    public var edition = ""

    public init(
        record: LetterRecord, attachments: [Attachment], careSetting: Coding, organisation: ODSCode,
        organisationName: String, replaces: UUID?
    ) {
        self.record = record
        self.attachments = attachments
        self.careSetting = careSetting
        self.organisation = organisation
        self.organisationName = organisationName
        self.replaces = replaces
    }

    /// One line that describes the letter in the practice's task list. It is patient data.
    public var summary: String {
        let patient = (record.patient.given + [record.patient.family]).joined(separator: " ")
        let number = record.patient.nhsNumber.map { ", NHS Number: \($0.digits)" } ?? ""
        return "\(record.title) for \(patient)\(number), seen at \(organisationName), \(organisation)"
            + ", Version: \(record.revision)"
    }

    /// The message with the document for one recipient.
    ///
    /// Only the header differs between recipients; the document is identical in every byte (ITK3 requirement MR-01).
    public func message(
        id: MessageID, to role: RecipientRole, from endpoint: String, at timestamp: Date
    ) -> ITKMessage {
        ITKMessage(
            id: id, event: Self.event,
            handling: MessageHandling(
                wantsBusinessResponse: true, wantsTechnicalResponse: true, role: role,
                messageDefinition: Self.messageDefinition, senderReference: id.description),
            sender: organisation, endpoint: endpoint, timestamp: timestamp, payload: document)
    }
}
