public import Foundation
public import Letters

/// Who acted by hand, and why.
public struct OperatorAction: Codable, Hashable, Sendable {
    public var name: String
    public var reason: String

    public init(name: String, reason: String) {
        self.name = name
        self.reason = reason
    }
}

/// `letter.extracted`: a signed-off letter, for one recipient, was taken.
public struct LetterExtracted: EventPayload {
    public var facts: DeliveryFacts

    public init(facts: DeliveryFacts) { self.facts = facts }
}

/// `letter.withheld`: signed off, but it cannot be sent as it stands; it goes to the worklist.
public struct LetterWithheld: EventPayload {
    public var source: String
    /// Names the item at the source without saying anything of the patient: a hash of its name and content.
    public var item: String
    public var chain: ChainID?
    public var letter: LetterID?
    public var revision: Int?
    public var kind: LetterKind?
    public var specialty: String?
    public var signedAt: Date?
    /// At least one.
    public var reasons: [Reason]
    /// The record as far as it could be read, with what the worklist shows to people who may see it.
    public var record: ObjectReference?

    public init(
        source: String, item: String, chain: ChainID? = nil, letter: LetterID? = nil, revision: Int? = nil,
        kind: LetterKind? = nil, specialty: String? = nil, signedAt: Date? = nil, reasons: [Reason],
        record: ObjectReference? = nil
    ) {
        self.source = source
        self.item = item
        self.chain = chain
        self.letter = letter
        self.revision = revision
        self.kind = kind
        self.specialty = specialty
        self.signedAt = signedAt
        self.reasons = reasons
        self.record = record
    }
}

/// `letter.withdrawn`: the source took the letter back, in this and every earlier revision.
public struct LetterWithdrawn: EventPayload {
    public var source: String
    public var chain: ChainID
    public var revision: Int
    /// The deliveries that were taken for these revisions so far.
    public var deliveries: [DeliveryID]

    public init(source: String, chain: ChainID, revision: Int, deliveries: [DeliveryID]) {
        self.source = source
        self.chain = chain
        self.revision = revision
        self.deliveries = deliveries
    }
}

/// `letter.redropped`: the source dropped a letter again in a revision that was taken before, with the same content or
/// another. Whether it goes again is decided by what became of it (deploy/docs/STATES.md, "A letter that is dropped again").
public struct LetterRedropped: EventPayload {
    /// As the letter stands now, one for each of its recipients: its record is the new one.
    public var deliveries: [DeliveryFacts]

    public init(deliveries: [DeliveryFacts]) { self.deliveries = deliveries }
}

/// `letter.converted.mesh` and `letter.converted.folder`: the message file is ready.
public struct LetterConverted: EventPayload {
    public var facts: DeliveryFacts
    public var attempt: Attempt
    public var channel: Channel
    /// `send-document`, `toc`, `kettering`, …: the practices file's word.
    public var format: String
    /// MESH workflow id; empty for a folder.
    public var workflow: String
    /// The mailbox that the practices file names; nil to ask MESH's endpoint lookup.
    public var mailbox: String?
    /// The message file, ready to send.
    public var message: ObjectReference
    /// A `MessageEnvelope`: address, subject and file name, which may be patient data.
    public var envelope: ObjectReference
    /// Which answers can come; empty when none can.
    public var expects: [Answer]
    /// The letter's documents that the message carries; nil in an event of a version that did not say.
    public var documents: [SentDocument]?
    /// The letter's sections, where the message shows them as text.
    public var sections: ShownSections?
    /// What the message says that it takes the place of; nil where it says nothing of the kind.
    public var predecessor: Predecessor?

    public init(
        facts: DeliveryFacts, attempt: Attempt, channel: Channel, format: String, workflow: String,
        mailbox: String? = nil, message: ObjectReference, envelope: ObjectReference, expects: [Answer],
        documents: [SentDocument]? = nil, sections: ShownSections? = nil, predecessor: Predecessor? = nil
    ) {
        self.facts = facts
        self.attempt = attempt
        self.channel = channel
        self.format = format
        self.workflow = workflow
        self.mailbox = mailbox
        self.message = message
        self.envelope = envelope
        self.expects = expects
        self.documents = documents
        self.sections = sections
        self.predecessor = predecessor
    }
}

/// What became of one delivery; the event's type says what. Used by `letter.refused`, `.sent`, `.unroutable`,
/// `.cancelled`, `.superseded`, `.delivered`, `.collected`, `.undelivered`, `.received`, `.filed`, `.rejected`,
/// `.overdue`, `.stalled`, `.reconvert`, `.resend`, `.released` and `.closed`, by `answer.doubted`, `answer.accepted` and
/// `pages.doubted`.
public struct LetterOutcome: EventPayload {
    public var facts: DeliveryFacts
    /// Nil where no attempt is meant: `letter.resend` asks for a new one, `letter.closed` ends them all.
    public var attempt: Attempt?
    /// Why, for what went wrong or ended; its code is a specification's (20013, 14, EPL-151) or ours.
    public var reason: Reason?
    /// The id that MESH gave the message.
    public var meshMessageID: String?
    /// When it happened, where that is known better than the time of the event.
    public var happenedAt: Date?
    /// Which answer it is, or is overdue.
    public var answer: Answer?
    /// Which stage stalled.
    public var stage: Stage?
    /// The proof of a folder delivery: where it was laid and the hash of what was laid.
    public var proof: ObjectReference?
    /// Who asked, for what was done by hand.
    public var by: OperatorAction?
    /// For `letter.reconvert`: what the recipient has; nil where he has nothing that the letter takes the place of.
    public var predecessor: Predecessor?
    /// For `letter.resend`: the `letter.redropped` that asked for it; nil where a person did.
    public var redrop: EventID?
    /// For `letter.sent` the mailbox that the message was addressed to, for `letter.collected` the one that took it; nil
    /// where that is not known, as after addressing by patient.
    public var mailbox: String?
    /// Of `letter.sent` and `letter.collected` without a mailbox: whether MESH will yet say where it went. Nil also in
    /// events of a version that did not say either.
    public var isTracked: Bool?
    /// The answer that the outcome was read from.
    public var answeredBy: AnswerSource?
    /// For `letter.sent`: true where the message was offered to MESH again after an offer whose outcome was not known, so
    /// that the recipient may have it twice.
    public var isRepeated: Bool?
    /// For `letter.refused`: what a person may decide, where the document is only doubted. For `pages.doubted`: what was
    /// judged, and why it is believed to be shown wrong.
    public var doubt: DocumentDoubt?
    /// For `letter.released`: the documents that are released, by their pages.
    public var released: [ReleasedDocument]?

    public init(
        facts: DeliveryFacts, attempt: Attempt? = nil, reason: Reason? = nil, meshMessageID: String? = nil,
        happenedAt: Date? = nil, answer: Answer? = nil, stage: Stage? = nil, proof: ObjectReference? = nil,
        by: OperatorAction? = nil, predecessor: Predecessor? = nil, redrop: EventID? = nil, mailbox: String? = nil,
        isTracked: Bool? = nil, answeredBy: AnswerSource? = nil, isRepeated: Bool? = nil,
        doubt: DocumentDoubt? = nil, released: [ReleasedDocument]? = nil
    ) {
        self.facts = facts
        self.attempt = attempt
        self.reason = reason
        self.meshMessageID = meshMessageID
        self.happenedAt = happenedAt
        self.answer = answer
        self.stage = stage
        self.proof = proof
        self.by = by
        self.predecessor = predecessor
        self.redrop = redrop
        self.mailbox = mailbox
        self.isTracked = isTracked
        self.answeredBy = answeredBy
        self.isRepeated = isRepeated
        self.doubt = doubt
        self.released = released
    }
}

/// `letter.rerouted`: to another recipient; closes this delivery and names its successor.
public struct LetterRerouted: EventPayload {
    /// The delivery that ends.
    public var facts: DeliveryFacts
    /// The delivery that begins.
    public var successor: DeliveryFacts
    public var by: OperatorAction

    public init(facts: DeliveryFacts, successor: DeliveryFacts, by: OperatorAction) {
        self.facts = facts
        self.successor = successor
        self.by = by
    }
}
