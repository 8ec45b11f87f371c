public import Foundation

/// The kind of a letter; routing and formats depend on it.
public enum LetterKind: String, Codable, Sendable, CaseIterable {
    case inpatientDischarge = "inpatient-discharge"
    case emergencyDischarge = "emergency-discharge"
    case mentalHealthDischarge = "mental-health-discharge"
    case outpatientLetter = "outpatient-letter"
    case clinicalLetter = "clinical-letter"
}

public enum Urgency: String, Codable, Sendable, CaseIterable {
    case routine, urgent
}

/// The role in which a recipient gets the letter: to act on it, or for information.
public enum RecipientRole: String, Codable, Sendable, CaseIterable {
    case registeredPractice = "registered-practice"
    case copy
}

/// An organisation that the letter is for.
public struct Recipient: Codable, Hashable, Sendable {
    public var ods: ODSCode
    public var role: RecipientRole

    public init(ods: ODSCode, role: RecipientRole) {
        self.ods = ods
        self.role = role
    }
}

/// A signed-off letter as the source gave it, independent of sources and formats.
///
/// All of it is patient data. It is kept in the document store; events only refer to it.
public struct LetterRecord: Codable, Equatable, Sendable {
    public var chain: ChainID
    public var letter: LetterID
    /// The name of the source in the sources file.
    public var source: String
    /// The source's own identifier of the document; never sent outside the hospital.
    public var documentID: String
    public var revision: Int
    public var kind: LetterKind
    public var urgency: Urgency
    public var title: String
    public var createdAt: Date
    public var signedAt: Date
    public var signedBy: Clinician
    /// The author, if another person than the signer.
    public var author: Clinician?
    /// True if the hospital has marked the letter as restricted; some formats must not carry it.
    public var restricted: Bool
    public var patient: Patient
    public var recipients: [Recipient]
    public var encounter: Encounter?
    public var sections: [LetterSection]
    public var coded: CodedEntries
    public var document: ObjectReference?
    public var attachments: [ObjectReference]
    /// The chain whose letter this one replaces.
    public var replaces: ChainID?

    public init(
        chain: ChainID, letter: LetterID, source: String, documentID: String, revision: Int, kind: LetterKind,
        urgency: Urgency, title: String, createdAt: Date, signedAt: Date, signedBy: Clinician,
        author: Clinician? = nil, restricted: Bool = false, patient: Patient, recipients: [Recipient],
        encounter: Encounter? = nil, sections: [LetterSection] = [], coded: CodedEntries = CodedEntries(),
        document: ObjectReference?, attachments: [ObjectReference] = [], replaces: ChainID? = nil
    ) {
        self.chain = chain
        self.letter = letter
        self.source = source
        self.documentID = documentID
        self.revision = revision
        self.kind = kind
        self.urgency = urgency
        self.title = title
        self.createdAt = createdAt
        self.signedAt = signedAt
        self.signedBy = signedBy
        self.author = author
        self.restricted = restricted
        self.patient = patient
        self.recipients = recipients
        self.encounter = encounter
        self.sections = sections
        self.coded = coded
        self.document = document
        self.attachments = attachments
        self.replaces = replaces
    }
}

public struct Clinician: Codable, Equatable, Sendable {
    public var name: String
    public var role: String?
    /// General Medical Council reference number.
    public var gmcNumber: String?

    public init(name: String, role: String? = nil, gmcNumber: String? = nil) {
        self.name = name
        self.role = role
        self.gmcNumber = gmcNumber
    }
}

public enum Gender: String, Codable, Sendable, CaseIterable {
    case male, female, other, unknown
}

public struct Patient: Codable, Equatable, Sendable {
    public var nhsNumber: NHSNumber?
    public var nhsNumberStatus: NHSNumberStatus
    public var family: String
    public var given: [String]
    /// `yyyy-MM-dd`.
    public var birthDate: String
    public var gender: Gender
    public var address: Address?
    /// The hospital's own number for the patient.
    public var localID: String?

    public struct Address: Codable, Equatable, Sendable {
        public var line: [String]
        public var postcode: String?

        public init(line: [String], postcode: String? = nil) {
            self.line = line
            self.postcode = postcode
        }
    }

    public init(
        nhsNumber: NHSNumber?, nhsNumberStatus: NHSNumberStatus, family: String, given: [String], birthDate: String,
        gender: Gender, address: Address? = nil, localID: String? = nil
    ) {
        self.nhsNumber = nhsNumber
        self.nhsNumberStatus = nhsNumberStatus
        self.family = family
        self.given = given
        self.birthDate = birthDate
        self.gender = gender
        self.address = address
        self.localID = localID
    }
}

/// The visit or stay that the letter is about.
public struct Encounter: Codable, Equatable, Sendable {
    /// NHS Data Dictionary treatment function code, three digits.
    public var specialty: String?
    /// SNOMED CT concept of the care setting, if the source knows it.
    public var careSetting: String?
    public var admittedAt: Date?
    public var dischargedAt: Date?
    public var attendedAt: Date?
    public var ward: String?

    public init(
        specialty: String? = nil, careSetting: String? = nil, admittedAt: Date? = nil, dischargedAt: Date? = nil,
        attendedAt: Date? = nil, ward: String? = nil
    ) {
        self.specialty = specialty
        self.careSetting = careSetting
        self.admittedAt = admittedAt
        self.dischargedAt = dischargedAt
        self.attendedAt = attendedAt
        self.ward = ward
    }
}

/// A headed part of the letter's text; `heading` is a PRSB heading, `html` simple HTML.
public struct LetterSection: Codable, Equatable, Sendable {
    public var heading: String
    public var html: String

    public init(heading: String, html: String) {
        self.heading = heading
        self.html = html
    }
}

/// A coded concept with the display text of the hospital's system.
public struct CodedEntry: Codable, Equatable, Sendable {
    public var system: String?
    public var code: String?
    public var display: String

    public init(system: String? = nil, code: String? = nil, display: String) {
        self.system = system
        self.code = code
        self.display = display
    }
}

public struct CodedEntries: Codable, Equatable, Sendable {
    public var allergies: [CodedEntry]
    public var medications: [CodedEntry]
    public var diagnoses: [CodedEntry]
    public var procedures: [CodedEntry]

    public init(
        allergies: [CodedEntry] = [], medications: [CodedEntry] = [], diagnoses: [CodedEntry] = [],
        procedures: [CodedEntry] = []
    ) {
        self.allergies = allergies
        self.medications = medications
        self.diagnoses = diagnoses
        self.procedures = procedures
    }
}
