import Foundation
import Letters
import Messages
import TestSupport

@testable import Reporting

/// Generates random life cycles of letters from a seed: every kind, format and ending, with late and early answers,
/// revisions, withdrawals and copies.
struct Lives {
    typealias Dice = SplitMix

    var dice: Dice
    /// 25 March 2026: clocks go forward on the 29th, and Easter is on 5 April.
    let start = Date(timeIntervalSince1970: 1_774_396_800)

    init(seed: Int) { dice = Dice(state: UInt64(seed) &* 7919 &+ 1) }

    mutating func events(_ count: Int) throws -> [Event] {
        var events: [Event] = []
        for index in 0..<count { events += try letter(index) }
        return events
    }

    private mutating func letter(_ index: Int) throws -> [Event] {
        let source = dice.one(of: ["epr", "radiology"])
        let chain = Identity.chain(source: source, documentID: "DOC-\(index)")
        let kind = dice.one(of: LetterKind.allCases)
        let encounter = start + Double.random(in: 0...(40 * 86_400), using: &dice).rounded()
        let signed = encounter + dice.wait(4 * 86_400)
        var events: [Event] = []
        let recipients = [dice.one(of: ["Y00001", "Y00002", "Y00003", "Y00004"])] + (dice.chance(20) ? ["Y00009"] : [])
        let revisions = dice.chance(10) ? 2 : 1
        let hasEncounter = kind != .clinicalLetter || dice.chance(50)
        var deliveries: [DeliveryID] = []
        for revision in 1...revisions {
            let letter = Identity.letter(chain: chain, revision: revision)
            let taken = signed + Double(revision - 1) * dice.wait(10 * 86_400) + dice.wait(600)
            for recipient in recipients {
                let ods = ODSCode(recipient)!
                let facts = DeliveryFacts(
                    chain: chain, letter: letter, delivery: Identity.delivery(letter: letter, recipient: ods),
                    revision: revision, source: source, kind: kind, urgency: dice.chance(10) ? .urgent : .routine,
                    recipient: ods, role: recipient == "Y00009" ? .copy : .registeredPractice,
                    specialty: dice.chance(80) ? dice.one(of: ["320", "120"]) : nil, signedAt: Instant.rounded(signed),
                    encounterAt: hasEncounter ? encounter : nil,
                    record: ObjectReference(
                        sha256: "00", size: 1, mediaType: "application/json", location: "00/\(index)/\(revision)"))
                deliveries.append(facts.delivery)
                events += try delivery(facts, taken: Instant.rounded(taken))
            }
        }
        if dice.chance(6), let last = events.last {
            let payload = LetterWithdrawn(
                source: source, chain: chain, revision: dice.chance(70) ? revisions : 1, deliveries: deliveries)
            events.append(
                try Event(
                    .letterWithdrawn, payload, about: chain.description, cause: "w", from: .extraction,
                    at: last.time + dice.wait(5 * 86_400)))
        }
        return events
    }

    private mutating func delivery(_ facts: DeliveryFacts, taken: Date) throws -> [Event] {
        let extracted = try Event(
            .letterExtracted, LetterExtracted(facts: facts), about: facts.delivery.description, cause: "file",
            from: .extraction, at: taken)
        var events = [extracted]
        guard dice.chance(97) else { return events }
        var (asked, time) = (extracted, taken)
        for attempt in 1...3 {
            let made = try self.attempt(facts, asked, at: time, attempt)
            events += made.events
            time = made.events.last?.time ?? time
            guard made.mayGoOn else { return events }
            if dice.chance(25) {
                let payload = LetterOutcome(facts: facts, by: OperatorAction(name: "pat", reason: "posted"))
                events.append(
                    try Event(
                        .letterClosed, payload, about: facts.delivery.description, cause: "c", from: .operator,
                        at: time + dice.wait(3 * 86_400)))
                return events
            }
            guard attempt < 3, dice.chance(70) else { return events }
            time += dice.wait(2 * 86_400)
            asked = try Event(
                .letterResend,
                LetterOutcome(facts: facts, by: OperatorAction(name: "pat", reason: "again")),
                about: facts.delivery.description, cause: "r\(attempt)", from: .operator, at: time)
            events.append(asked)
        }
        return events
    }

    /// Adds the events of one attempt.
    ///
    /// - Returns: The events, and true in `mayGoOn` if a person may ask for another attempt.
    private mutating func attempt(
        _ facts: DeliveryFacts, _ asked: Event, at start: Date, _ number: Int
    ) throws -> (events: [Event], mayGoOn: Bool) {
        let attempt = Attempt(askedBy: asked, delivery: facts.delivery)
        var (events, time): ([Event], Date) = ([], start)
        func outcome(_ type: EventType, _ code: String? = nil, at: Date, answer: Answer? = nil) throws -> Event {
            try Event(
                type,
                LetterOutcome(
                    facts: facts, attempt: attempt, reason: code.map { Reason(code: $0, detail: "because") },
                    meshMessageID: type == .letterSent
                        ? "20260401_\(facts.delivery.description.prefix(8))\(number)" : nil,
                    answer: answer),
                about: facts.delivery.description, cause: "\(type.rawValue) \(number)", from: .transport, at: at)
        }
        time += dice.wait(60)
        if dice.chance(4) {
            events.append(
                try outcome(.letterRefused, dice.one(of: ["document-encrypted", "practice-unknown"]), at: time))
            return (events, true)
        }
        let format = dice.one(of: ["send-document", "send-document", "toc", "kettering", "folder"])
        let expects: [Answer] =
            format == "folder" ? [] : format == "kettering" ? [.collected] : [.collected, .technical, .business]
        let object = ObjectReference(sha256: "11", size: 9, mediaType: "application/xml", location: "11")
        events.append(
            try Event(
                format == "folder" ? .letterConvertedForFolder : .letterConvertedForMesh,
                LetterConverted(
                    facts: facts, attempt: attempt, channel: format == "folder" ? .folder : .mesh, format: format,
                    workflow: "W", message: object, envelope: object, expects: expects),
                about: facts.delivery.description, cause: "v\(number)", from: .conversion, at: time))
        time += dice.wait(600)
        if format == "folder" { return (events + [try outcome(.letterDelivered, at: time)], false) }
        if dice.chance(3) { return (events + [try outcome(.letterUnroutable, "mailbox-unknown", at: time)], true) }
        events.append(try outcome(.letterSent, at: time))
        if dice.chance(3) {
            return (events + [try outcome(.letterUndelivered, "14", at: time + dice.wait(500_000))], true)
        }
        if dice.chance(6) {
            return (events + [try outcome(.letterOverdue, at: time + 432_000, answer: .collected)], false)
        }
        time += dice.wait(86_400)
        events.append(try outcome(.letterCollected, at: time))
        guard format != "kettering", dice.chance(95) else { return (events, false) }
        time += dice.wait(600)
        events.append(try outcome(.letterReceived, "20013", at: time))
        time += dice.wait(6 * 86_400)
        if dice.chance(8) {
            return (events + [try outcome(.letterRejected, dice.one(of: ["30002", "30003", "20007"]), at: time)], true)
        }
        if dice.chance(90) { events.append(try outcome(.letterFiled, "30001", at: time)) }
        return (events, false)
    }
}

extension SplitMix {
    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

    mutating func one<Value>(of values: [Value]) -> Value { values.randomElement(using: &self) ?? values[0] }

    /// Returns a random time in seconds, at most `most`, in which each order of magnitude is equally likely.
    mutating func wait(_ most: Double) -> Double {
        (exp(Double.random(in: 0...log(most), using: &self)) * 1000).rounded() / 1000
    }
}
