public import Foundation
public import Letters
public import Renditions

/// A signed-off letter as a message carries it, in the words of the domain.
public struct HL7Letter: Equatable, Sendable {
    /// The source's number of the document, with its authority: `1001166717^699X0`.
    public var documentID: String
    /// The same number may come again with other content, and is then a revision.
    public var isRevision: Bool
    /// The document number of the letter that this one takes the place of (TXA-13 of T10).
    public var replaces: String?
    public var kind: LetterKind
    public var title: String
    public var createdAt: Date
    public var signedAt: Date
    public var signedBy: Clinician
    public var author: Clinician?
    public var isRestricted: Bool
    /// PID-29 or PID-30 says that the patient has died.
    public var isDeceased: Bool
    public var patient: Patient
    public var recipients: [Recipient]
    public var encounter: Encounter?
    /// The letter's document, and what goes with it.
    public var documents: [HL7Document]
    /// What a person is told beside the letter, without patient data.
    public var notes: [String]
}

/// A document in a message, or where it lies.
public enum HL7Document: Equatable, Sendable {
    case bytes(Data, DocumentType)
    /// Below the folder that the feed's `pointers` name. It is patient data.
    case below(root: String, path: String)

    /// A PDF or RTF has its end; of other types that is not known.
    public static func isWhole(_ bytes: Data, _ type: DocumentType) -> Bool {
        let end = bytes.suffix(1024)
        return switch type {
        case .pdf: end.range(of: Data("%%EOF".utf8)) != nil
        case .rtf: end.last { ![0x00, 0x09, 0x0A, 0x0D, 0x1A, 0x20].contains($0) } == UInt8(ascii: "}")
        default: true
        }
    }
}

/// What is wrong with a letter that is ours and cannot be sent as it stands. No detail holds patient data.
public struct HL7Fault: Equatable, Sendable {
    public var code: Code
    public var detail: String

    init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    /// The codes of reasons (deploy/docs/CONTRACT.md).
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

/// Why a message is not ours to keep: the sender's side must mend it (AR, HL7 table 0357).
public struct HL7Refusal: Equatable, Sendable {
    /// Of HL7 table 0357.
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
    /// For people, without patient data.
    public var detail: String

    public init(_ code: Code, _ segment: String, _ field: Int? = nil, _ detail: String) {
        self.code = code
        self.segment = segment
        self.field = field
        self.detail = detail
    }
}

/// What a feed's rules make of a message.
public struct Judgement: Equatable, Sendable {
    public enum Verdict: Equatable, Sendable {
        case letter(HL7Letter)
        /// The letter of this number is taken back.
        case withdrawal(documentID: String)
        /// The letter is not signed off yet: neither a fault nor a letter to send.
        case unsigned(documentID: String?)
        /// Ours, and a person must see to it.
        case withheld([HL7Fault], documentID: String?)
        /// Acknowledged and left alone.
        case ignored(String)
        case refused(HL7Refusal)
    }

    /// One rule: what it read where, and what came of it.
    public struct Step: Equatable, Sendable {
        public var rule: String
        /// The field, or what of several was taken.
        public var field: String
        /// What stands there; nil where nothing does.
        public var value: String?
        public var outcome: String
        /// The value is of a person.
        public var isPersonal: Bool
    }

    public var verdict: Verdict
    public var steps: [Step]
    /// The feed's setting, for whoever answers.
    public var answers: Feed.Answers
}
