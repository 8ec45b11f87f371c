public import Foundation
public import Letters

/// What routing, clocks and counting need to know of a delivery; every `letter.*` event about one carries it.
public struct DeliveryFacts: Codable, Equatable, Sendable {
    public var chain: ChainID
    public var letter: LetterID
    public var delivery: DeliveryID
    public var revision: Int
    /// The name of the source that it was taken from.
    public var source: String
    public var kind: LetterKind
    public var urgency: Urgency
    public var recipient: ODSCode
    public var role: RecipientRole
    /// NHS Data Dictionary treatment function code.
    public var specialty: String?
    public var signedAt: Date
    /// When the patient was discharged or seen: what the contract's time limits count from.
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

/// One try at a delivery that somebody or something asked for; a technical retry is none.
public struct Attempt: Codable, Hashable, Sendable {
    /// The event that asked for it: `letter.extracted`, `letter.resend`, `letter.rerouted` or `letter.released`.
    public var id: EventID
    /// When it was asked for; the latest attempt is the one asked for last.
    public var askedAt: Date
    /// The message that it sends.
    public var message: MessageID
    /// True when the source asked for it by dropping the letter again: it leaves only where every other attempt at the
    /// delivery has failed. Nil for every other attempt.
    public var isRedrop: Bool?
    /// The letter's documents whose pages a person has seen and released: conversion takes these pages and no others. Nil
    /// for every attempt that `letter.released` did not ask for.
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

    /// The attempt that `event` asks for.
    public init(askedBy event: Event, delivery: DeliveryID) {
        self.init(
            id: event.id, askedAt: event.time, message: Identity.message(delivery: delivery, attempt: event.id))
    }
}
