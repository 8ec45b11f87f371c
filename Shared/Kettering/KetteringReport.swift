public import Foundation
public import Letters
public import XML

/// A letter as a Kettering message says it: `ReportMsg` with everything that a practice's system files it by.
///
/// The practices' systems never answer such a message.
public struct KetteringReport: Equatable, Sendable {
    /// What the practice's system shows.
    public enum Body: Equatable, Sendable {
        /// HTML, whole.
        case html(String)
        /// A file, in base64.
        case file(Bytes)
    }

    /// The clinical department that the letter comes from.
    public struct Department: Equatable, Sendable {
        public var code: String
        public var name: String

        public init(code: String, name: String) {
            self.code = code
            self.name = name
        }
    }

    /// The attempt's id: a message that is sent again is another message.
    public var messageID: String
    public var issuedAt: Date
    /// A test message is marked as one.
    public var isLive: Bool
    public var isUrgent: Bool
    public var sender: ODSCode
    public var senderName: String
    public var recipient: ODSCode
    public var recipientName: String
    public var patient: Patient
    public var clinician: Clinician
    public var department: Department
    /// The letter's id, so that a system that already has the letter can say so.
    public var reportID: String
    public var title: String
    public var kind: LetterKind
    /// The letter takes the place of an earlier one.
    public var isFollowUp: Bool
    /// It is for the practice to act on, and no mere copy.
    public var wantsAction: Bool
    /// When the patient was seen or discharged.
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
    /// `ReportCode`, at most 15 characters.
    var reportCode: String {
        switch self {
        case .inpatientDischarge: "DISCH"
        case .emergencyDischarge: "AE"
        case .mentalHealthDischarge: "MHDISCH"
        case .outpatientLetter: "OUTP"
        case .clinicalLetter: "CLIN"
        }
    }

    /// `ServiceEventType`, by which Vision chooses the document's type.
    var serviceEventType: String {
        switch self {
        case .inpatientDischarge, .mentalHealthDischarge: "DI"
        case .emergencyDischarge: "AE"
        case .outpatientLetter, .clinicalLetter: "VO"
        }
    }
}
