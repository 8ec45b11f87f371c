public import Foundation
public import Letters

/// The person who acted, and the reason.
public struct OperatorAction: Codable, Hashable, Sendable {
    public var name: String
    public var reason: String

    public init(name: String, reason: String) {
        self.name = name
        self.reason = reason
    }
}

/// `letter.extracted`: a signed-off letter was taken from a source for one recipient.
public struct LetterExtracted: EventPayload {
    public var facts: DeliveryFacts

    public init(facts: DeliveryFacts) { self.facts = facts }
}

/// `letter.withheld`: the letter is signed off, but cannot be sent as it is; it goes to the worklist.
public struct LetterWithheld: EventPayload {
    public var source: String
    /// Identifies the item at the source without patient data: a hash of its name and content.
    public var item: String
    public var chain: ChainID?
    public var letter: LetterID?
    public var revision: Int?
    public var kind: LetterKind?
    public var specialty: String?
    public var signedAt: Date?
    /// At least one reason.
    public var reasons: [Reason]
    /// The record as far as it could be read, for people who may see the letter on the worklist.
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

/// `letter.withdrawn`: the source withdrew the letter, in this and every earlier revision.
public struct LetterWithdrawn: EventPayload {
    public var source: String
    public var chain: ChainID
    public var revision: Int
    /// The deliveries that exist so far for these revisions.
    public var deliveries: [DeliveryID]

    public init(source: String, chain: ChainID, revision: Int, deliveries: [DeliveryID]) {
        self.source = source
        self.chain = chain
        self.revision = revision
        self.deliveries = deliveries
    }
}

/// `letter.redropped`: the source dropped a revision again that had been taken before, with the same or other content.
/// Whether it is sent again depends on the state of the earlier deliveries (deploy/docs/STATES.md, "A letter that is
/// dropped again").
public struct LetterRedropped: EventPayload {
    /// The current facts, one entry per recipient, with the new record.
    public var deliveries: [DeliveryFacts]

    public init(deliveries: [DeliveryFacts]) { self.deliveries = deliveries }
}

/// `letter.converted.mesh` and `letter.converted.folder`: the message file is ready.
public struct LetterConverted: EventPayload {
    public var facts: DeliveryFacts
    public var attempt: Attempt
    public var channel: Channel
    /// The format by its name in the practices file: `send-document`, `toc`, `kettering`, …
    public var format: String
    /// MESH workflow id; empty for a folder.
    public var workflow: String
    /// The mailbox that the practices file names; nil to use MESH's endpoint lookup.
    public var mailbox: String?
    /// The message file, ready to send.
    public var message: ObjectReference
    /// A `MessageEnvelope`: address, subject and file name, which may be patient data.
    public var envelope: ObjectReference
    /// The answers that can come for the format; empty if none can.
    public var expects: [Answer]
    /// The documents of the letter that the message contains; nil in events of versions without this key.
    public var documents: [SentDocument]?
    /// The sections of the letter, if the message shows them as text.
    public var sections: ShownSections?
    /// The document that the message says it replaces; nil if it replaces none.
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

/// The outcome of one delivery; the event's type says which. Used by `letter.refused`, `.sent`, `.unroutable`,
/// `.cancelled`, `.superseded`, `.delivered`, `.collected`, `.undelivered`, `.received`, `.filed`, `.rejected`,
/// `.overdue`, `.stalled`, `.reconvert`, `.resend`, `.released` and `.closed`, by `answer.doubted`, `answer.accepted`
/// and `pages.doubted`.
public struct LetterOutcome: EventPayload {
    public var facts: DeliveryFacts
    /// Nil if the event concerns no single attempt: `letter.resend` asks for a new one, `letter.closed` ends them all.
    public var attempt: Attempt?
    /// The reason for a failure or an end. Its code comes from a specification (20013, 14, EPL-151) or from MeshPost.
    public var reason: Reason?
    /// The id that MESH gave the message.
    public var meshMessageID: String?
    /// The time of the outcome, if it is known more exactly than by the time of the event.
    public var happenedAt: Date?
    /// The answer that came, or that is overdue.
    public var answer: Answer?
    /// The stage that stalled.
    public var stage: Stage?
    /// The proof of a folder delivery: the place of the document and its hash.
    public var proof: ObjectReference?
    /// The person who asked for it, for actions by hand.
    public var by: OperatorAction?
    /// For `letter.reconvert`: the document that the recipient has; nil if there is none for the letter to replace.
    public var predecessor: Predecessor?
    /// For `letter.resend`: the `letter.redropped` event that asked for it; nil if a person did.
    public var redrop: EventID?
    /// For `letter.sent`, the mailbox to which the message was addressed; for `letter.collected`, the mailbox that
    /// collected it. Nil if unknown, as after addressing by patient.
    public var mailbox: String?
    /// For `letter.sent` and `letter.collected` without a mailbox: whether MESH is still going to report the mailbox.
    /// Nil also in events of versions without this key.
    public var isTracked: Bool?
    /// The answer from which the outcome was read.
    public var answeredBy: AnswerSource?
    /// For `letter.sent`: true if the message was offered to MESH again after an offer with unknown outcome, so that
    /// the recipient may have it twice.
    public var isRepeated: Bool?
    /// For `letter.refused`: the doubt on which a person may decide. For `pages.doubted`: the pages that were judged,
    /// and why they are believed to be shown wrongly.
    public var doubt: DocumentDoubt?
    /// For `letter.released`: the released documents.
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

/// `letter.rerouted`: the letter goes to another recipient; ends this delivery and names its successor.
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
