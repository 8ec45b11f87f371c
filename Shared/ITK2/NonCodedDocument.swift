public import Foundation
public import Letters
public import XML

/// A letter as a non-coded CDA document of ITK 2.x: a clinical document whose body is a file (schema POCD_MT000026GB01;
/// templates as in the conformance example of NHS 111).
public struct NonCodedDocument: Equatable, Sendable {
    /// An organisation with its ODS code.
    public struct Organisation: Equatable, Sendable {
        public var ods: ODSCode
        public var name: String

        public init(ods: ODSCode, name: String) {
            self.ods = ods
            self.name = name
        }
    }

    /// A SNOMED CT concept.
    public struct Concept: Equatable, Sendable {
        public var code: String
        public var display: String

        public init(code: String, display: String) {
            self.code = code
            self.display = display
        }
    }

    public var record: LetterRecord
    /// The kind of document.
    public var type: Concept
    public var mediaType: String
    public var content: Bytes
    public var trust: Organisation
    /// All recipients of the letter, so that the document is the same for each.
    public var recipients: [(organisation: Organisation, role: RecipientRole)] {
        zip(organisations, record.recipients).map { ($0, $1.role) }
    }
    /// The recipients' organisations, in the order of the record's recipients.
    var organisations: [Organisation]
    /// The document's own id.
    public var id: UUID
    /// The id of the set, which is the same in all revisions.
    public var setID: UUID
    /// The id of the document that this one replaces.
    public var replaces: UUID?

    /// - Parameters:
    ///   - names: returns the name of a recipient's organisation.
    ///   - id: the id of this revision's document.
    ///   - replaces: the id of the document that this one replaces.
    public init(
        record: LetterRecord, type: Concept, mediaType: String, content: Bytes, trust: Organisation,
        names: (ODSCode) -> String?, id: UUID, setID: UUID, replaces: UUID?
    ) {
        self.record = record
        self.type = type
        self.mediaType = mediaType
        self.content = content
        self.trust = trust
        organisations = record.recipients.map { Organisation(ods: $0.ods, name: names($0.ods) ?? $0.ods.description) }
        self.id = id
        self.setID = setID
        self.replaces = replaces
    }
}
