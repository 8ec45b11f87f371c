import Foundation
import Letters
import Messages

/// What is awaited of one attempt: a value that takes what happened, in any order, and says what to tell.
///
/// Every distinct answer is told once, whatever came before it; what the answers together mean is decided where a
/// delivery's state is (`DeliveryStanding`). Waiting ends with a final refusal, with non-delivery, or when the attempt
/// is replaced; an answer that comes nevertheless is still told.
struct ExpectedAnswers: Codable, Equatable, Sendable {
    let facts: DeliveryFacts
    let attempt: Attempt
    private(set) var traceparent: String?
    /// Nil until the conversion is known; an answer or `letter.sent` can overtake it.
    private(set) var expects: Set<Answer>?
    private(set) var meshMessageID: String?
    /// The mailbox that the practices file names, to which the message will go unless `letter.sent` says otherwise.
    private(set) var mailboxMeant: String?
    /// The mailbox that it went to, by `letter.sent`, or by `letter.collected` after addressing by patient.
    private(set) var mailbox: String?
    /// Without a mailbox: whether MESH will yet say where it went.
    private(set) var isTracked: Bool?
    private(set) var sentAt: Date?
    private(set) var collectedAt: Date?
    /// A copy of ours may have reached the recipient before the one that is answered: nil in rows of a version that did
    /// not ask.
    private(set) var hasEarlierCopy: Bool?
    private(set) var answers: [MeshAnswer] = []
    private(set) var isEnded = false
    /// The answers whose being overdue was told.
    private(set) var told: Set<Answer> = []

    init(facts: DeliveryFacts, attempt: Attempt) {
        self.facts = facts
        self.attempt = attempt
    }

    /// Something that happened to the attempt.
    enum Input: Equatable, Sendable {
        case converted(expects: Set<Answer>, traceparent: String?, mailbox: String? = nil)
        case sent(meshMessageID: String?, to: Whereabouts = Whereabouts(), at: Date)
        /// An earlier attempt was sent, or this one was offered twice.
        case earlierCopy
        case collected(by: Whereabouts = Whereabouts(), at: Date)
        case answered(MeshAnswer)
        case overdue(Answer)
        case ended
    }

    /// Where an event says that the message is; nothing in an event of a version that did not say.
    struct Whereabouts: Equatable, Sendable {
        var mailbox: String?
        var isTracked: Bool?
    }

    /// What to tell the world.
    enum Telling: Equatable, Sendable {
        case answer(MeshAnswer)
        case overdue(Answer, since: Date)
    }

    mutating func take(_ input: Input) -> Telling? {
        switch input {
        case .converted(let expects, let traceparent, let mailbox):
            self.expects = expects
            self.traceparent = traceparent
            mailboxMeant = mailbox
        case .sent(let id, let place, let at):
            meshMessageID = meshMessageID ?? id
            sentAt = sentAt.map { min($0, at) } ?? at
            mailbox = mailbox ?? place.mailbox
            note(place)
        case .earlierCopy:
            hasEarlierCopy = true
        case .collected(let place, let at):
            collectedAt = collectedAt.map { min($0, at) } ?? at
            mailbox = place.mailbox ?? mailbox
            note(place)
        case .answered(let answer):
            guard let known = answers.firstIndex(where: { $0.repeats(answer) }) else {
                answers.append(answer)
                return .answer(answer)
            }
            answers[known].receivedAt = min(answers[known].receivedAt, answer.receivedAt)
        case .overdue(let answer):
            guard let since = waits[answer] else { return nil }
            told.insert(answer)
            return .overdue(answer, since: since)
        case .ended:
            isEnded = true
        }
        return nil
    }

    /// Once nobody will say any more, that stays so.
    private mutating func note(_ place: Whereabouts) {
        guard let new = place.isTracked else { return }
        isTracked = new && isTracked != false
    }

    /// Where the message went, as far as the events have told.
    enum Destination: Equatable, Sendable {
        case mailbox(String)
        /// Addressed by patient: MESH will say.
        case tracked
        /// Nobody will say: there is no tracking, or a former version sent it.
        case untold
        case notSentYet
    }

    var destination: Destination {
        if let mailbox = mailbox ?? mailboxMeant { return .mailbox(mailbox) }
        if let isTracked { return isTracked ? .tracked : .untold }
        return sentAt == nil && collectedAt == nil ? .notSentYet : .untold
    }

    /// The clocks that run, and since when.
    var waits: [Answer: Date] {
        guard let expects, !isOver else { return [:] }
        var waits: [Answer: Date] = [:]
        for answer in expects.subtracting(told) {
            waits[answer] = since(answer)
        }
        return waits
    }

    private func since(_ answer: Answer) -> Date? {
        switch answer {
        case .collected: collectedAt == nil && !isAnswered(.technical) && !isAnswered(.business) ? sentAt : nil
        case .technical: !isAnswered(.technical) && !isAnswered(.business) ? collectedAt ?? sentAt : nil
        case .business: isAnswered(.business) ? nil : at(.technical) ?? collectedAt ?? sentAt
        }
    }

    private var isOver: Bool { isEnded || answers.contains(where: isFinal) || isUndelivered }

    /// "Already there" is proof after a copy of ours, or beside the recipient's good word; else a refusal like others.
    private func isFinal(_ answer: MeshAnswer) -> Bool {
        guard answer.isAlreadyThere else { return answer.isFinalRefusal }
        return hasEarlierCopy != true && !answers.contains { $0.verdict == .received || $0.verdict == .filed }
    }

    /// MESH's report is disproved by the recipient's own word about the same attempt.
    private var isUndelivered: Bool {
        answers.contains { $0.verdict == .undelivered } && collectedAt == nil
            && !isAnswered(.technical) && !isAnswered(.business)
    }

    private func isAnswered(_ answer: Answer) -> Bool { at(answer) != nil }

    private func at(_ answer: Answer) -> Date? {
        answers.filter { $0.verdict.answer == answer }.map(\.receivedAt).min()
    }
}
