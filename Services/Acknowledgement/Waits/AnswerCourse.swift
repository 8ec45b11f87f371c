import Foundation
import Letters
import Messages

/// The changing part of `ExpectedAnswers`: what has happened to an attempt, and which answers are still awaited.
struct AnswerCourse: Codable, Equatable, Sendable {
    typealias Input = ExpectedAnswers.Input
    typealias Announcement = ExpectedAnswers.Announcement
    typealias Destination = ExpectedAnswers.Destination
    typealias Whereabouts = ExpectedAnswers.Whereabouts

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

    mutating func take(_ input: Input) -> Announcement? {
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

    /// Keeps whether MESH will yet say where the message went; once it will not, that is final.
    private mutating func note(_ place: Whereabouts) {
        guard let new = place.isTracked else { return }
        isTracked = new && isTracked != false
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
            waits[answer] = AnswerClock.of(answer).start(self)
        }
        return waits
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

    func isAnswered(_ answer: Answer) -> Bool { at(answer) != nil }

    /// When the answer first came.
    func at(_ answer: Answer) -> Date? {
        answers.filter { $0.verdict.answer == answer }.map(\.receivedAt).min()
    }
}
