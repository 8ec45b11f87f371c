import Letters

/// How the letters of one sending system are read: each rule names fields and what is accepted in them.
///
/// Each rule has a default, and what a default does not know is not sent. It stands in the list of sources
/// (`EXTRACTION_SOURCES_FILE`), in `feeds` of a source of type `hl7` (deploy/docs/sources/hl7.md).
public struct Feed: Equatable, Sendable {
    public var name: String
    /// MSH-3.1 and MSH-4.1 of the messages that are of this feed; any, where empty.
    public var application: [String] = []
    public var facility: [String] = []
    /// Message types that are acknowledged and left alone: `ADT`, `ORU^R01`.
    public var ignore: [String] = []

    /// All of them say that the letter is signed off.
    public var signed = Feed.signed
    /// Words that mean a draft in the fields of `signed`: no fault, and no letter yet.
    public var draft = ["DI", "DO", "IN", "IP", "PA"]
    /// Each list is one way of taking a letter back: all of its conditions hold.
    public var withdrawn = Feed.withdrawn
    /// The first of these fields that has a time.
    public var signedAt: [FieldPath] = ["TXA-22.15", "TXA-8", "EVN-2", "MSH-7"]
    /// Where times without a zone are.
    public var zone = "Europe/London"
    public var signedBy: [FieldPath] = ["TXA-22", "TXA-9", "TXA-5", "OBX-16", "OBR-32"]
    /// The document's number; its authority, if there is one, is part of it.
    public var identity: [FieldPath] = ["TXA-12"]
    /// What the same number with another content means.
    public var `repeat` = Repeat.withhold
    public var nhsNumber = Feed.nhsNumber
    public var nhsStatus: [FieldPath] = ["PID-32"]
    public var practice: [FieldPath] = ["PD1-3.3"]
    public var copies: [FieldPath] = []
    public var kind = Feed.kind
    public var specialty = Table(fields: ["PV1-10"], values: [:])
    public var title: [FieldPath] = ["TXA-2.2", "OBX-3.2"]
    /// What the messages are in where MSH-18 does not say, or says it wrongly.
    public var charset: CharacterEncoding?
    /// Which of the documents of a message is the letter, where there is text beside a file.
    public var document: Chosen?
    /// Where documents lie that a message only points to.
    public var pointers: Pointers?
    /// Any of them marks a letter as restricted.
    public var restricted = [Condition("TXA-18", in: ["R", "V", "2", "3", "RE", "VR"])]
    /// Any of them marks a message as a test.
    public var test = [Condition("MSH-11", in: ["T", "D"])]
    public var answers = Answers.one
    /// How a message is answered whose letter is withheld.
    public var withheld = Withheld.accept
    /// When it should send; silence in these hours is told.
    public var silent: [FeedHours] = []

    public init(name: String) { self.name = name }

    public enum Repeat: String, Decodable, Sendable { case withhold, revision }

    public enum Withheld: String, Decodable, Sendable {
        /// The letter is ours, and a person sees it here.
        case accept = "AA"
        /// A person sees it at the sender's side too.
        case refuse = "AR"
    }

    public enum Chosen: String, Decodable, Sendable { case file, text }

    /// How many answers a message gets whose sender asks for two (MSH-15 and MSH-16).
    public enum Answers: String, Decodable, Sendable {
        /// The one that comes first: a sender that reads one answer a message would take the second for that of its next.
        case one
        case both
        /// That of the original mode, whatever MSH-15 and MSH-16 ask.
        case original
    }

    /// Words for codes; a code that is not there has none, unless `otherwise` says so.
    public struct Table: Equatable, Sendable {
        public var fields: [FieldPath]
        public var values: [String: String]
        public var otherwise: String?
    }

    public struct Pointers: Decodable, Equatable, Sendable {
        /// With what a pointer begins that is accepted: `\\server\letters\`.
        public var prefix: String
        /// The folder that this is here.
        public var root: String
    }

    /// The rule of the standard: TXA-17 authenticated, no result preliminary, and the document available.
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

    /// The feed is that of the message's sender.
    func isFeed(application: String?, facility: String?) -> Bool {
        func has(_ wanted: [String], _ value: String?) -> Bool {
            wanted.isEmpty || wanted.contains { $0 == value ?? "" }
        }
        return has(self.application, application) && has(self.facility, facility)
    }

    /// The first feed whose sender sent the message; nil where none knows it.
    public static func feed(of message: HL7Message, among feeds: [Feed]) -> Feed? {
        func word(_ field: Int) -> String? {
            message.header.field(field)?.component(1, message.delimiters)
                .map { String(decoding: $0, as: UTF8.self).trimmingSpace }
        }
        return feeds.first { $0.isFeed(application: word(3), facility: word(4)) }
    }
}
