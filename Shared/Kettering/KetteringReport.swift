public import Foundation
public import Letters
public import XML

/// A letter as a Kettering message: a `ReportMsg` with all data by which a practice's system files it.
///
/// Practices' systems never answer such a message.
public struct KetteringReport: Equatable, Sendable {
    /// The content that the practice's system displays.
    public enum Body: Equatable, Sendable {
        /// A complete HTML text.
        case html(String)
        /// A file, sent in base64.
        case file(Bytes)
    }

    /// The clinical department that sends the letter.
    public struct Department: Equatable, Sendable {
        public var code: String
        public var name: String

        public init(code: String, name: String) {
            self.code = code
            self.name = name
        }
    }

    /// The attempt's message id; a letter that is sent again has a new one.
    public var messageID: String
    public var issuedAt: Date
    /// False marks the message as a test.
    public var isLive: Bool
    public var isUrgent: Bool
    public var sender: ODSCode
    public var senderName: String
    public var recipient: ODSCode
    public var recipientName: String
    public var patient: Patient
    public var clinician: Clinician
    public var department: Department
    /// The letter's id, by which a system can recognise a letter that it already has.
    public var reportID: String
    public var title: String
    public var kind: LetterKind
    /// True if the letter replaces an earlier one.
    public var isFollowUp: Bool
    /// True if the practice is to act on the letter; false for a copy.
    public var wantsAction: Bool
    /// The time at which the patient was seen or discharged.
    public var happenedAt: Date
    public var createdAt: Date
    public var body: Body

    public init(
        messageID: String, issuedAt: Date, isLive: Bool, isUrgent: Bool, sender: ODSCode, senderName: String,
        recipient: ODSCode, recipientName: String, patient: Patient, clinician: Clinician, department: Department,
        reportID: String, title: String, kind: LetterKind, isFollowUp: Bool, wantsAction: Bool, happenedAt: Date,
        createdAt: Date, body: Body
    ) {
        self.messageID = messageID
        self.issuedAt = issuedAt
        self.isLive = isLive
        self.isUrgent = isUrgent
        self.sender = sender
        self.senderName = senderName
        self.recipient = recipient
        self.recipientName = recipientName
        self.patient = patient
        self.clinician = clinician
        self.department = department
        self.reportID = reportID
        self.title = title
        self.kind = kind
        self.isFollowUp = isFollowUp
        self.wantsAction = wantsAction
        self.happenedAt = happenedAt
        self.createdAt = createdAt
        self.body = body
    }
}

extension LetterKind {
    /// The value of `ReportCode`; at most 15 characters.
    var reportCode: String {
        switch self {
        case .inpatientDischarge: "DISCH"
        case .emergencyDischarge: "AE"
        case .mentalHealthDischarge: "MHDISCH"
        case .outpatientLetter: "OUTP"
        case .clinicalLetter: "CLIN"
        }
    }

    /// The value of `ServiceEventType`, from which Vision derives the document's type.
    var serviceEventType: String {
        switch self {
        case .inpatientDischarge, .mentalHealthDischarge: "DI"
        case .emergencyDischarge: "AE"
        case .outpatientLetter, .clinicalLetter: "VO"
        }
    }
}
