import Foundation
import Letters
import TestSupport

@testable import Messages

/// Payloads of every kind with whatever can stand in them, the same for the same seed.
struct RandomPayloads {
    private var generator: SplitMix

    init(seed: UInt64) { generator = SplitMix(state: seed &* 0x9E37_79B9_7F4A_7C15) }

    private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

    private mutating func maybe<Value>(_ value: Value) -> Value? { number(0...1) == 0 ? nil : value }

    private mutating func some<Value>(_ values: [Value]) -> Value { values[number(0...values.count - 1)] }

    /// Mostly plain; now and then with what JSON escapes, and with what it need not.
    mutating func text() -> String {
        let plain = "aZ09 .,:/-_{}[]".unicodeScalars.map { Character($0) }
        let odd: [Character] = [
            "\"", "\\", "\n", "\r\n", "\t", "\u{0}", "\u{8}", "\u{c}", "\u{1f}", "\u{7f}", "é", "e\u{301}", "\u{2028}",
            "\u{fffd}",
            "\u{feff}", "😀", "ß", "\u{212a}", "\u{10ffff}",
        ]
        let isOdd = number(0...39) == 0
        return String((0..<number(0...20)).map { _ in isOdd ? some(plain + odd) : some(plain) })
    }

    private mutating func uuid() -> UUID {
        Identity.uuid(String(generator.next()))
    }

    mutating func integer() -> Int {
        number(0...39) == 0
            ? some([.max, -1, .min, 1_000_000_000_000_000_000])
            : some([0, 1, 9, 10, 2_147_483_648, 999_999_999_999_999_999, number(0...100_000)])
    }

    mutating func date() -> Date {
        let day = 86_400.0
        let seconds = some([0.0, -1, 1_795_363_500.123, 4_102_444_799.999_6, -62_135_596_800, 1e15, 951_782_400])
        return Date(timeIntervalSince1970: seconds + Double(number(0...20_000)) * day / 17)
    }

    private mutating func ods() -> ODSCode { ODSCode(some(["Y00001", "abc", "A1B2C3D4E5F6"]))! }

    private mutating func reference() -> ObjectReference {
        ObjectReference(sha256: text(), size: integer(), mediaType: text(), location: text())
    }

    private mutating func reason() -> Reason { Reason(code: text(), detail: text()) }

    private mutating func action() -> OperatorAction { OperatorAction(name: text(), reason: text()) }

    private mutating func predecessor() -> Predecessor {
        Predecessor(chain: ChainID(uuid()), revision: integer(), format: text())
    }

    mutating func attempt() -> Attempt {
        Attempt(
            id: EventID(uuid()), askedAt: date(), message: MessageID(uuid()),
            isRedrop: maybe(number(0...1) == 0), released: maybe(released()))
    }

    private mutating func released() -> [ReleasedDocument] {
        (0..<number(0...2)).map { _ in ReleasedDocument(source: text(), pages: text(), code: text()) }
    }

    private mutating func doubt() -> DocumentDoubt {
        DocumentDoubt(
            source: reference(), pages: reference(), code: text(), count: maybe(integer()), page: maybe(integer()),
            construct: maybe(text()), released: maybe(released()))
    }

    private mutating func document() -> SentDocument {
        SentDocument(
            original: reference(), sent: reference(), alterations: (0..<number(0...3)).map { _ in text() },
            pages: integer(), words: integer(), images: integer())
    }

    private mutating func sections() -> ShownSections {
        ShownSections(count: integer(), words: integer(), isInPlaceOfDocument: number(0...1) == 0)
    }

    private mutating func source() -> AnswerSource {
        AnswerSource(
            message: text(), mailbox: maybe(text()), belief: maybe(some(AnswerSource.Belief.allCases)),
            said: maybe(text()))
    }

    mutating func facts() -> DeliveryFacts {
        DeliveryFacts(
            chain: ChainID(uuid()), letter: LetterID(uuid()), delivery: DeliveryID(uuid()), revision: integer(),
            source: text(), kind: some(LetterKind.allCases), urgency: some(Urgency.allCases), recipient: ods(),
            role: some(RecipientRole.allCases), specialty: maybe(text()), signedAt: date(), encounterAt: maybe(date()),
            record: reference(), replaces: maybe(ChainID(uuid())))
    }

    private mutating func outcome() -> LetterOutcome {
        LetterOutcome(
            facts: facts(), attempt: maybe(attempt()), reason: maybe(reason()), meshMessageID: maybe(text()),
            happenedAt: maybe(date()), answer: maybe(some(Answer.allCases)), stage: maybe(some(Stage.allCases)),
            proof: maybe(reference()), by: maybe(action()), predecessor: maybe(predecessor()),
            redrop: maybe(EventID(uuid())), mailbox: maybe(text()), isTracked: maybe(number(0...1) == 0),
            answeredBy: maybe(source()), isRepeated: maybe(number(0...1) == 0),
            doubt: maybe(doubt()), released: maybe(released()))
    }

    private mutating func converted() -> LetterConverted {
        LetterConverted(
            facts: facts(), attempt: attempt(), channel: some(Channel.allCases), format: text(), workflow: text(),
            mailbox: maybe(text()), message: reference(), envelope: reference(),
            expects: (0..<number(0...3)).map { _ in some(Answer.allCases) },
            documents: maybe((0..<number(0...2)).map { _ in document() }), sections: maybe(sections()),
            predecessor: maybe(predecessor()))
    }

    private mutating func withheld() -> LetterWithheld {
        LetterWithheld(
            source: text(), item: text(), chain: maybe(ChainID(uuid())), letter: maybe(LetterID(uuid())),
            revision: maybe(integer()), kind: maybe(some(LetterKind.allCases)), specialty: maybe(text()),
            signedAt: maybe(date()), reasons: (0..<number(0...3)).map { _ in reason() }, record: maybe(reference()))
    }

    private mutating func received() -> MeshReceived {
        MeshReceived(
            meshMessageID: text(), workflow: text(), isReport: number(0...1) == 0, body: maybe(reference()),
            headers: reference(), linkedMessageID: maybe(text()), localID: maybe(MessageID(uuid())),
            statusCode: maybe(text()), from: maybe(text()))
    }

    /// One of each kind.
    mutating func all() -> [any EventPayload & SinglePass] {
        [
            LetterExtracted(facts: facts()), withheld(), converted(), outcome(), received(),
            LetterWithdrawn(
                source: text(), chain: ChainID(uuid()), revision: integer(),
                deliveries: (0..<number(0...3)).map { _ in DeliveryID(uuid()) }),
            LetterRedropped(deliveries: (0..<number(0...3)).map { _ in facts() }),
            LetterRerouted(facts: facts(), successor: facts(), by: action()),
            MeshPolled(mailbox: text(), at: date(), received: integer()),
            ResponsePrepared(
                inbound: text(), answer: MessageID(uuid()), mailbox: text(), workflow: text(), message: reference(),
                envelope: reference()),
            InboundAnswered(
                inbound: text(), answer: MessageID(uuid()), meshMessageID: maybe(text()), reason: maybe(reason())),
        ]
    }

    mutating func header() -> EventCodec.Header {
        EventCodec.Header(
            specversion: number(0...39) == 0 ? text() : "1.0", id: EventID(uuid()), source: text(),
            type: EventType(rawValue: text()), subject: text(), time: date(), datacontenttype: "application/json",
            dataschema: text(), traceparent: maybe(text()))
    }
}
