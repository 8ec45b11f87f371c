import Foundation
import Letters

/// What a letter says, in the words of the domain and whatever source it is from; its documents come beside it.
struct LetterContent: Equatable, Sendable {
    var kind: LetterKind
    var urgency: Urgency
    var title: String
    var createdAt: Date
    var signedAt: Date
    var signedBy: Clinician
    var author: Clinician?
    var restricted: Bool
    var patient: Patient
    var recipients: [Recipient]
    var encounter: Encounter?
    var sections: [LetterSection]
    var coded: CodedEntries
    /// The source's number of the letter that this one takes the place of.
    var replaces: String?
}

/// As much of a letter as can be told of one that cannot be sent as it stands.
struct LetterOutline: Equatable, Sendable {
    var documentID: String?
    var revision: Int?
    var kind: LetterKind?
    var signedAt: Date?
}
