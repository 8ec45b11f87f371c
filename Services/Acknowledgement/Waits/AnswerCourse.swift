import Foundation
import Letters
import Messages

/// The mutable part of `ExpectedAnswers`: the inputs so far, and the answers still awaited.
struct AnswerCourse: Codable, Equatable, Sendable {
    typealias Input = ExpectedAnswers.Input
    typealias Announcement = ExpectedAnswers.Announcement
    typealias Destination = ExpectedAnswers.Destination
    typealias Whereabouts = ExpectedAnswers.Whereabouts

    private(set) var traceparent: String?
    /// The answers that the format brings; nil until the `letter.converted` event has arrived, since an answer or
    /// `letter.sent` can arrive first.
    private(set) var expects: Set<Answer>?
    private(set) var meshMessageID: String?
    /// The recipient's mailbox in the practices file, which holds until `letter.sent` names another.
    private(set) var mailboxMeant: String?
    /// The mailbox that the message went to, from `letter.sent`, or from `letter.collected` for a message addressed by
    /// patient.
    private(set) var mailbox: String?
    /// Where no mailbox is known: true when MESH tracking will still name it.
    private(set) var isTracked: Bool?
    private(set) var sentAt: Date?
    private(set) var collectedAt: Date?
    /// True when an earlier copy of ours may have reached the recipient; nil in rows of a version that did not record
    /// this.
    private(set) var hasEarlierCopy: Bool?
    private(set) var answers: [MeshAnswer] = []
    private(set) var isEnded = false
    /// The answers for which an overdue alarm was published.
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

    /// Records whether MESH tracking will still name the mailbox; once false, it stays false.
    private mutating func note(_ place: Whereabouts) {
        guard let new = place.isTracked else { return }
        isTracked = new && isTracked != false
    }

    var destination: Destination {
        if let mailbox = mailbox ?? mailboxMeant { return .mailbox(mailbox) }
        if let isTracked { return isTracked ? .tracked : .untold }
        return sentAt == nil && collectedAt == nil ? .notSentYet : .untold
    }

    /// The running clocks, each with its start.
    var waits: [Answer: Date] {
        guard let expects, !isOver else { return [:] }
        var waits: [Answer: Date] = [:]
        for answer in expects.subtracting(told) {
            waits[answer] = AnswerClock.of(answer).start(self)
        }
        return waits
    }

    private var isOver: Bool { isEnded || answers.contains(where: isFinal) || isUndelivered }

    /// True when the answer ends the wait. "Already there" does not end it when an earlier copy of ours was sent or the
    /// recipient also answered positively; otherwise it is a refusal like any other.
    private func isFinal(_ answer: MeshAnswer) -> Bool {
        guard answer.isAlreadyThere else { return answer.isFinalRefusal }
        return hasEarlierCopy != true && !answers.contains { $0.verdict == .received || $0.verdict == .filed }
    }

    /// True when MESH reported non-delivery and neither a collection nor an answer of the recipient contradicts the
    /// report.
    private var isUndelivered: Bool {
        answers.contains { $0.verdict == .undelivered } && collectedAt == nil
            && !isAnswered(.technical) && !isAnswered(.business)
    }

    func isAnswered(_ answer: Answer) -> Bool { at(answer) != nil }

    /// Returns the time of the first answer of this kind.
    func at(_ answer: Answer) -> Date? {
        answers.filter { $0.verdict.answer == answer }.map(\.receivedAt).min()
    }
}
