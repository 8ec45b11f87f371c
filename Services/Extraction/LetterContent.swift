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

/// What is known of a letter that cannot be sent as it stands, for the worklist.
struct LetterOutline: Equatable, Sendable {
    var documentID: String?
    var revision: Int?
    /// True where the source does not number its revisions: the withheld letter ranks after the last one that was taken,
    /// so that the next one that is taken settles it.
    var isCounted = false
    var kind: LetterKind?
    var signedAt: Date?
}
