import Letters

/// The rules for reading the letters of one sending system. Each rule names fields and their accepted values.
///
/// Each rule has a default, and a value that a default does not know is not sent. A feed is written in the list of
/// sources (`EXTRACTION_SOURCES_FILE`), under `feeds` of a source of type `hl7` (deploy/docs/sources/hl7.md).
public struct Feed: Equatable, Sendable {
    public var name: String
    /// MSH-3.1 and MSH-4.1 of this feed's messages; an empty list accepts any value.
    public var application: [String] = []
    public var facility: [String] = []
    /// Message types that are acknowledged and otherwise ignored: `ADT`, `ORU^R01`.
    public var ignore: [String] = []

    /// The letter is signed off if all of these hold.
    public var signed = Feed.signed
    /// Values of the fields in `signed` that mean a draft, which is neither a fault nor a letter yet.
    public var draft = ["DI", "DO", "IN", "IP", "PA"]
    /// The letter is withdrawn if all conditions of any one list hold.
    public var withdrawn = Feed.withdrawn
    /// The time of signing is in the first of these fields that has a time.
    public var signedAt: [FieldPath] = ["TXA-22.15", "TXA-8", "EVN-2", "MSH-7"]
    /// The time zone for times without an offset.
    public var zone = "Europe/London"
    public var signedBy: [FieldPath] = ["TXA-22", "TXA-9", "TXA-5", "OBX-16", "OBR-32"]
    /// The document number, including its authority if it has one.
    public var identity: [FieldPath] = ["TXA-12"]
    /// What to do with the same document number and other content.
    public var `repeat` = Repeat.withhold
    public var nhsNumber = Feed.nhsNumber
    public var nhsStatus: [FieldPath] = ["PID-32"]
    public var practice: [FieldPath] = ["PD1-3.3"]
    public var copies: [FieldPath] = []
    public var kind = Feed.kind
    public var specialty = Table(fields: ["PV1-10"], values: [:])
    public var title: [FieldPath] = ["TXA-2.2", "OBX-3.2"]
    /// The encoding of messages whose MSH-18 is missing or wrong.
    public var charset: CharacterEncoding?
    /// The document of a message that is the letter, if there is text beside a file.
    public var document: Chosen?
    /// The location of documents to which messages only point.
    public var pointers: Pointers?
    /// Any of these marks a letter as restricted.
    public var restricted = [Condition("TXA-18", in: ["R", "V", "2", "3", "RE", "VR"])]
    /// Any of these marks a message as a test.
    public var test = [Condition("MSH-11", in: ["T", "D"])]
    public var answers = Answers.one
    /// The answer to a message whose letter is withheld.
    public var withheld = Withheld.accept
    /// The hours in which the feed should send; its silence in these hours is reported.
    public var silent: [FeedHours] = []

    public init(name: String) { self.name = name }

    public enum Repeat: String, Decodable, Sendable { case withhold, revision }

    public enum Withheld: String, Decodable, Sendable {
        /// The letter is stored, and a person sees it on our worklist.
        case accept = "AA"
        /// A person sees it on the sender's side too.
        case refuse = "AR"
    }

    public enum Chosen: String, Decodable, Sendable { case file, text }

    /// The number of answers to a message whose sender asks for two (MSH-15 and MSH-16).
    public enum Answers: String, Decodable, Sendable {
        /// Only the first: a sender that reads one answer per message would take the second for the answer to its next
        /// message.
        case one
        case both
        /// The answer of the original mode, whatever MSH-15 and MSH-16 ask for.
        case original
    }

    /// Maps codes to words. A code that is not in `values` maps to `otherwise`, or to nothing.
    public struct Table: Equatable, Sendable {
        public var fields: [FieldPath]
        public var values: [String: String]
        public var otherwise: String?
    }

    public struct Pointers: Decodable, Equatable, Sendable {
        /// The prefix that a pointer must have: `\\server\letters\`.
        public var prefix: String
        /// The local folder that corresponds to the prefix.
        public var root: String
    }

    /// The standard's rule: TXA-17 authenticated, no preliminary result, and the document available.
    static let signed = [
        Condition("TXA-17", in: ["AU", "LA"]), Condition("OBX-11", notIn: ["P", "R", "I", "X", "D"]),
        Condition("TXA-19", notIn: ["UN", "OB", "CA"]),
    ]

    /// An event that cancels, or a status that does (renal systems send T02 again with TXA-17 `CA`).
    static let withdrawn = [
        [Condition("MSH-9.2", in: ["T11"])], [Condition("TXA-17", in: ["CA"])], [Condition("TXA-19", in: ["CA"])],
    ]

    static let nhsNumber: [FieldPath] = [
        "PID-3[4=NHS].1", "PID-3[5=NHS].1", "PID-3[4=NHSNBR].1", "PID-3[5=NHSNMBR].1", "PID-3[5=NH].1", "PID-3[5=NI].1",
        "PID-2[4=NHS].1", "PID-2[5=NHS].1", "PID-2[4=NHSNBR].1", "PID-2[5=NH].1",
    ]

    static let kind = Table(
        fields: ["TXA-2"],
        values: [
            "DS": LetterKind.inpatientDischarge.rawValue, "ED": LetterKind.emergencyDischarge.rawValue,
            "EDS": LetterKind.emergencyDischarge.rawValue, "OL": LetterKind.outpatientLetter.rawValue,
            "OP": LetterKind.outpatientLetter.rawValue, "CL": LetterKind.clinicalLetter.rawValue,
            "CN": LetterKind.clinicalLetter.rawValue, "LT": LetterKind.clinicalLetter.rawValue,
        ])

    /// Whether the message's sender belongs to this feed.
    func isFeed(application: String?, facility: String?) -> Bool {
        func has(_ wanted: [String], _ value: String?) -> Bool {
            wanted.isEmpty || wanted.contains { $0 == value ?? "" }
        }
        return has(self.application, application) && has(self.facility, facility)
    }

    /// The first feed to which the message's sender belongs; nil if there is none.
    public static func feed(of message: HL7Message, among feeds: [Feed]) -> Feed? {
        func word(_ field: Int) -> String? {
            message.header.field(field)?.component(1, message.delimiters)
                .map { String(decoding: $0, as: UTF8.self).trimmingSpace }
        }
        return feeds.first { $0.isFeed(application: word(3), facility: word(4)) }
    }
}
