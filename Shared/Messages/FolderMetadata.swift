public import Foundation
public import Letters

/// The metadata of a letter in a practice's folder, stored beside the document as JSON and XML. It suffices to print
/// the letter, to post it, or to file it in another system (deploy/docs/CONTRACT.md, "Practices file": the format
/// `folder`).
///
/// It is patient data, like the letter.
public struct FolderMetadata: Codable, Equatable, Sendable {
    /// The facts about the letter, from the letter's record.
    public struct Letter: Codable, Equatable, Sendable {
        public struct Person: Codable, Equatable, Sendable {
            public var nhsNumber: String?
            public var family: String
            public var given: [String]
            /// `yyyy-MM-dd`.
            public var birthDate: String
            public var gender: Gender
            public var addressLines: [String]
            public var postcode: String?

            public init(_ patient: Patient) {
                nhsNumber = patient.nhsNumber?.digits
                family = patient.family
                given = patient.given
                birthDate = patient.birthDate
                gender = patient.gender
                addressLines = (patient.address?.line ?? []).filter { !$0.isEmpty }
                postcode = patient.address?.postcode
            }
        }

        public var title: String
        public var createdAt: Date
        /// When the patient was discharged or seen.
        public var happenedAt: Date
        public var signedBy: String
        public var patient: Person
        public var sender: ODSCode
        public var senderName: String
        public var recipientName: String
        public var pages: Int
        public var replacesFormer: Bool

        public init(
            record: LetterRecord, happenedAt: Date, sender: ODSCode, senderName: String, recipientName: String,
            pages: Int, replacesFormer: Bool
        ) {
            title = record.title
            createdAt = record.createdAt
            self.happenedAt = happenedAt
            signedBy = [record.signedBy.name, record.signedBy.role].compactMap(\.self).joined(separator: ", ")
            patient = Person(record.patient)
            self.sender = sender
            self.senderName = senderName
            self.recipientName = recipientName
            self.pages = pages
            self.replacesFormer = replacesFormer
        }
    }

    public var message: MessageID
    public var letter: LetterID
    public var revision: Int
    public var kind: LetterKind
    public var urgency: Urgency
    public var recipient: ODSCode
    public var role: RecipientRole
    public var signedAt: Date
    /// The name of the document's file in the same folder.
    public var file: String
    public var mediaType: String
    public var size: Int
    public var sha256: String
    public var subject: String?
    /// Nil in metadata written by an older version of conversion.
    public var about: Letter?

    /// - Parameter file: the file name of the document.
    public init(_ converted: LetterConverted, envelope: MessageEnvelope, file: String) {
        message = converted.attempt.message
        letter = converted.facts.letter
        revision = converted.facts.revision
        kind = converted.facts.kind
        urgency = converted.facts.urgency
        recipient = converted.facts.recipient
        role = converted.facts.role
        signedAt = converted.facts.signedAt
        self.file = file
        mediaType = converted.message.mediaType
        size = converted.message.size
        sha256 = converted.message.sha256
        subject = envelope.subject
        about = envelope.letter
    }

    public var json: Data { get throws { try JSONEncoder.meshPost.encode(self) } }

    /// The same content as the JSON: one element per key, in alphabetical order, repeated for lists.
    public var xml: Data {
        get throws {
            let tree = try JSONDecoder().decode(Tree.self, from: json)
            var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            tree.write(as: "letterMetadata", to: &text)
            return Data((text + "\n").utf8)
        }
    }
}

/// Arbitrary JSON.
private indirect enum Tree: Decodable {
    case text(String)
    case list([Tree])
    case object([String: Tree])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let object = try? container.decode([String: Tree].self) {
            self = .object(object)
        } else if let list = try? container.decode([Tree].self) {
            self = .list(list)
        } else if let truth = try? container.decode(Bool.self) {
            self = .text(String(truth))
        } else if let number = try? container.decode(Int.self) {
            self = .text(String(number))
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    func write(as name: String, to text: inout String) {
        switch self {
        case .list(let items): for item in items { item.write(as: name, to: &text) }
        case .object(let parts):
            text += "<\(name)>"
            for (key, part) in parts.sorted(by: { $0.key < $1.key }) { part.write(as: key, to: &text) }
            text += "</\(name)>"
        case .text(let value): text += "<\(name)>\(Self.escaped(value))</\(name)>"
        }
    }

    /// Escapes a text, and removes characters that XML 1.0 cannot represent.
    private static func escaped(_ text: String) -> String {
        let known = text.unicodeScalars.filter { $0.value >= 0x20 || [0x9, 0xA, 0xD].contains($0.value) }
        return String(String.UnicodeScalarView(known)).replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;")
    }
}
