public import Foundation

/// Something that happened to a delivery, reduced to what its state depends on.
public struct DeliveryEvent: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case extracted, resendAsked, rerouted, converted, refused, reconvert, sent, unroutable, cancelled, superseded
        case delivered, collected, undelivered, received, filed, rejected, overdue, stalled, closed, parked
        /// `doubted`: an answer that settles nothing until a person accepts it (`answerAccepted`).
        case doubted, answerAccepted
        /// The pages that were sent were later judged to show the document wrongly.
        case pagesDoubted
    }

    public var kind: Kind
    /// The attempt that the event concerns; nil if it concerns none in particular.
    public var attempt: EventID?
    /// The time at which that attempt was requested.
    public var askedAt: Date?
    public var time: Date
    /// The code of the reason, if it has one.
    public var code: String?
    /// The subject of the event; nil if the kind needs none.
    public var about: About?
    /// For `converted`: the answers that the format can bring.
    public var expects: Set<Answer>

    /// The subject of an event.
    public enum About: Hashable, Sendable {
        case answer(Answer)
        case stage(Stage)
        /// For `converted`.
        case channel(Channel)
        /// For `sent`: the message was offered to MESH twice, so the recipient may have two copies.
        case repeated
        /// For `refused` and `pagesDoubted`: the doubt about the pages.
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
    /// The text that is stored in a database row.
    public var text: String {
        switch self {
        case .answer(let answer): answer.rawValue
        case .stage(let stage): stage.rawValue
        case .channel(let channel): channel.rawValue
        case .repeated: "repeated"
        case .doubt(let words): words
        }
    }

    /// Reads the text that a database row stores for an event of this kind; nil for text that this version does not
    /// know.
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
