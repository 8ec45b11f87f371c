import Foundation
import Letters

/// The content of a letter, independent of its source; its documents are passed separately.
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
    /// The source's document id of the letter that this one replaces.
    var replaces: String?
}

/// The known facts of a letter that cannot be sent as it is, for the worklist.
struct LetterOutline: Equatable, Sendable {
    var documentID: String?
    var revision: Int?
    /// True when the source does not number its revisions. The withheld letter then ranks after the last one taken, so
    /// that the next one taken settles it.
    var isCounted = false
    var kind: LetterKind?
    var signedAt: Date?
}
