public import Foundation
public import Letters

/// The facts about a delivery that routing, clocks and metrics need. Every `letter.*` event about a delivery contains
/// them.
public struct DeliveryFacts: Codable, Equatable, Sendable {
    public var chain: ChainID
    public var letter: LetterID
    public var delivery: DeliveryID
    public var revision: Int
    /// The name of the source from which the letter was taken.
    public var source: String
    public var kind: LetterKind
    public var urgency: Urgency
    public var recipient: ODSCode
    public var role: RecipientRole
    /// NHS Data Dictionary treatment function code.
    public var specialty: String?
    public var signedAt: Date
    /// When the patient was discharged or seen. The contract's time limits count from this time.
    public var encounterAt: Date?
    /// The letter's record in the document store.
    public var record: ObjectReference
    /// The chain whose letter this one replaces.
    public var replaces: ChainID?

    public init(
        chain: ChainID, letter: LetterID, delivery: DeliveryID, revision: Int, source: String, kind: LetterKind,
        urgency: Urgency, recipient: ODSCode, role: RecipientRole, specialty: String? = nil, signedAt: Date,
        encounterAt: Date? = nil, record: ObjectReference, replaces: ChainID? = nil
    ) {
        self.chain = chain
        self.letter = letter
        self.delivery = delivery
        self.revision = revision
        self.source = source
        self.kind = kind
        self.urgency = urgency
        self.recipient = recipient
        self.role = role
        self.specialty = specialty
        self.signedAt = signedAt
        self.encounterAt = encounterAt
        self.record = record
        self.replaces = replaces
    }
}

/// One try at a delivery that a person or the source asked for. A technical retry is not an attempt.
public struct Attempt: Codable, Hashable, Sendable {
    /// The event that asked for it: `letter.extracted`, `letter.resend`, `letter.rerouted` or `letter.released`.
    public var id: EventID
    /// The time of the request; the latest attempt is the one requested last.
    public var askedAt: Date
    /// The id of the message that the attempt sends.
    public var message: MessageID
    /// True if the source asked for the attempt by dropping the letter again; it is sent only if every other attempt
    /// has failed. Nil for other attempts.
    public var isRedrop: Bool?
    /// The documents whose pages a person has seen and released; conversion uses exactly these pages. Nil unless
    /// `letter.released` asked for the attempt.
    public var released: [ReleasedDocument]?

    public init(
        id: EventID, askedAt: Date, message: MessageID, isRedrop: Bool? = nil, released: [ReleasedDocument]? = nil
    ) {
        self.id = id
        self.askedAt = askedAt
        self.message = message
        self.isRedrop = isRedrop
        self.released = released
    }

    /// Creates the attempt that `event` asks for.
    public init(askedBy event: Event, delivery: DeliveryID) {
        self.init(
            id: event.id, askedAt: event.time, message: Identity.message(delivery: delivery, attempt: event.id))
    }
}
