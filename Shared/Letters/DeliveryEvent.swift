public import Foundation

/// Something that happened to a delivery, reduced to what its state depends on.
public struct DeliveryEvent: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case extracted, resendAsked, rerouted, converted, refused, reconvert, sent, unroutable, cancelled, superseded
        case delivered, collected, undelivered, received, filed, rejected, overdue, stalled, closed, parked
        /// An answer that settles nothing until it is `answerAccepted` by a person.
        case doubted, answerAccepted
        /// Pages that were sent are judged to show the document wrong.
        case pagesDoubted
    }

    public var kind: Kind
    /// The attempt that it concerns; nil where none is meant.
    public var attempt: EventID?
    /// When that attempt was asked for.
    public var askedAt: Date?
    public var time: Date
    /// The code of the reason, if it has one.
    public var code: String?
    /// What it speaks of; nil where the kind says all.
    public var about: About?
    /// For `converted`: which answers can come.
    public var expects: Set<Answer>

    /// What an event speaks of.
    public enum About: Hashable, Sendable {
        case answer(Answer)
        case stage(Stage)
        /// Of `converted`.
        case channel(Channel)
        /// Of `sent`: the message was offered twice, so that the recipient may have it twice.
        case repeated
        /// Of `refused` and `pagesDoubted`: what of the pages is doubted.
        case doubt(String)
    }

    public init(
        kind: Kind, attempt: EventID? = nil, askedAt: Date? = nil, time: Date, code: String? = nil,
        about: About? = nil, expects: Set<Answer> = []
    ) {
        self.kind = kind
        self.attempt = attempt
        self.askedAt = askedAt
        self.time = time
        self.code = code
        self.about = about
        self.expects = expects
    }
}

extension DeliveryEvent.About {
    /// As a row keeps it.
    public var text: String {
        switch self {
        case .answer(let answer): answer.rawValue
        case .stage(let stage): stage.rawValue
        case .channel(let channel): channel.rawValue
        case .repeated: "repeated"
        case .doubt(let words): words
        }
    }

    /// Reads what a row keeps of an event of this kind; nil for a word that this version does not know.
    public init?(_ text: String, of kind: DeliveryEvent.Kind) {
        let about: Self? =
            switch kind {
            case .stalled, .parked: Stage(rawValue: text).map { .stage($0) }
            case .converted: Channel(rawValue: text).map { .channel($0) }
            case .sent: text == Self.repeated.text ? .repeated : nil
            case .refused, .pagesDoubted: .doubt(text)
            default: Answer(rawValue: text).map { .answer($0) }
            }
        guard let about else { return nil }
        self = about
    }
}
