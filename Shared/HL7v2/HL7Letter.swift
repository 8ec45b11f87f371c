public import Foundation
public import Letters
public import Renditions

/// A signed-off letter from a message, in terms of the domain.
public struct HL7Letter: Equatable, Sendable {
    /// The source's document number with its authority: `1001166717^699X0`.
    public var documentID: String
    /// True if the same number may come again with other content, which is then a new revision.
    public var isRevision: Bool
    /// The document number of the letter that this one replaces (TXA-13 of T10).
    public var replaces: String?
    public var kind: LetterKind
    public var title: String
    public var createdAt: Date
    public var signedAt: Date
    public var signedBy: Clinician
    public var author: Clinician?
    public var isRestricted: Bool
    /// True if PID-29 or PID-30 says that the patient has died.
    public var isDeceased: Bool
    public var patient: Patient
    public var recipients: [Recipient]
    public var encounter: Encounter?
    /// The letter's document and its attachments.
    public var documents: [HL7Document]
    /// Notes for people beside the letter; without patient data.
    public var notes: [String]
}

/// A document in a message, or its location.
public enum HL7Document: Equatable, Sendable {
    case bytes(Data, DocumentType)
    /// A file below the folder that the feed's `pointers` name. The path is patient data.
    case below(root: String, path: String)

    /// Whether a PDF or RTF file ends correctly; always true for other types, where it cannot be checked.
    public static func isWhole(_ bytes: Data, _ type: DocumentType) -> Bool {
        let end = bytes.suffix(1024)
        return switch type {
        case .pdf: end.range(of: Data("%%EOF".utf8)) != nil
        case .rtf: end.last { ![0x00, 0x09, 0x0A, 0x0D, 0x1A, 0x20].contains($0) } == UInt8(ascii: "}")
        default: true
        }
    }
}

/// A fault of a letter that we have accepted and that cannot be sent as it is. `detail` never contains patient data.
public struct HL7Fault: Equatable, Sendable {
    public var code: Code
    public var detail: String

    init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    /// The reason codes (deploy/docs/CONTRACT.md).
    public enum Code: String, Sendable, CaseIterable {
        case signOffUnknown = "sign-off-unknown"
        case signOffContradicted = "sign-off-contradicted"
        case statusUnclear = "status-unclear"
        case identityMissing = "identity-missing"
        case identityAmbiguous = "identity-ambiguous"
        case nhsNumberMissing = "nhs-number-missing"
        case nhsNumberInvalid = "nhs-number-invalid"
        case nhsNumbersDiffer = "nhs-numbers-differ"
        case patientIncomplete = "patient-incomplete"
        case patientsDiffer = "patients-differ"
        case practiceMissing = "practice-missing"
        case practiceIsPerson = "practice-is-person"
        case practicesDiffer = "practices-differ"
        case recipientInvalid = "recipient-ods-invalid"
        case kindUnknown = "kind-unknown"
        case signerMissing = "signer-missing"
        case signedAtMissing = "signed-at-missing"
        case signedInFuture = "signed-in-future"
        case charactersForbidden = "characters-forbidden"
        case charsetNotSaid = "charset-not-said"
        case charsetContradicted = "charset-contradicted"
        case documentMissing = "document-missing"
        case documentAmbiguous = "document-ambiguous"
        case documentUndecodable = "document-undecodable"
        case documentCutShort = "document-cut-short"
        case documentPieces = "document-pieces-disordered"
        case documentPointer = "document-pointer"
        case documentUnknown = "document-type-unknown"
    }
}

/// The reason why a message is not accepted, so that the sender must correct it (AR, HL7 table 0357).
public struct HL7Refusal: Equatable, Sendable {
    /// Error codes of HL7 table 0357.
    public enum Code: Int, Sendable {
        case segmentSequence = 100
        case fieldMissing = 101
        case dataType = 102
        case tableValue = 103
        case messageType = 200
        case eventCode = 201
        case processingID = 202
        case unknownKey = 204
        case internalError = 207

        var text: String {
            switch self {
            case .segmentSequence: "Segment sequence error"
            case .fieldMissing: "Required field missing"
            case .dataType: "Data type error"
            case .tableValue: "Table value not found"
            case .messageType: "Unsupported message type"
            case .eventCode: "Unsupported event code"
            case .processingID: "Unsupported processing id"
            case .unknownKey: "Unknown key identifier"
            case .internalError: "Application internal error"
            }
        }
    }

    public var code: Code
    public var segment: String
    public var field: Int?
    /// A text for people, without patient data.
    public var detail: String

    public init(_ code: Code, _ segment: String, _ field: Int? = nil, _ detail: String) {
        self.code = code
        self.segment = segment
        self.field = field
        self.detail = detail
    }
}

/// The result of applying a feed's rules to a message.
public struct Judgement: Equatable, Sendable {
    public enum Verdict: Equatable, Sendable {
        case letter(HL7Letter)
        /// The letter with this document number is withdrawn.
        case withdrawal(documentID: String)
        /// The letter is not signed off yet, which is neither a fault nor a letter to send.
        case unsigned(documentID: String?)
        /// The letter is accepted, but a person must deal with it.
        case withheld([HL7Fault], documentID: String?)
        /// The message is acknowledged and otherwise ignored.
        case ignored(String)
        case refused(HL7Refusal)
    }

    /// The trace of one rule: the value that it read and the outcome.
    public struct Step: Equatable, Sendable {
        public var rule: String
        /// The field that was read; of several fields, the one that was used.
        public var field: String
        /// The value of the field; nil if it is empty.
        public var value: String?
        public var outcome: String
        /// True if the value is personal data.
        public var isPersonal: Bool
    }

    public var verdict: Verdict
    public var steps: [Step]
    /// The feed's setting for answers.
    public var answers: Feed.Answers
}
