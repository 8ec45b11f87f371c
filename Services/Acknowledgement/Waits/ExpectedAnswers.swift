import Foundation
import Letters
import Messages

/// The answers awaited for one attempt: a state machine that takes inputs in any order and returns announcements.
///
/// Every distinct answer is announced once, whatever came before it; `DeliveryStanding` decides what the answers mean
/// together. The wait ends with a final refusal, with non-delivery, or when the attempt is replaced; a later answer is
/// still announced.
@dynamicMemberLookup
struct ExpectedAnswers: Equatable, Sendable {
    let facts: DeliveryFacts
    let attempt: Attempt
    private(set) var course = AnswerCourse()

    init(facts: DeliveryFacts, attempt: Attempt, course: AnswerCourse = AnswerCourse()) {
        self.facts = facts
        self.attempt = attempt
        self.course = course
    }

    subscript<Value>(dynamicMember path: KeyPath<AnswerCourse, Value>) -> Value { course[keyPath: path] }

    mutating func take(_ input: Input) -> Announcement? { course.take(input) }

    /// An input: something that happened to the attempt.
    enum Input: Equatable, Sendable {
        case converted(expects: Set<Answer>, traceparent: String?, mailbox: String? = nil)
        case sent(meshMessageID: String?, to: Whereabouts = Whereabouts(), at: Date)
        /// An earlier attempt was sent, or this one was handed to MESH twice.
        case earlierCopy
        case collected(by: Whereabouts = Whereabouts(), at: Date)
        case answered(MeshAnswer)
        case overdue(Answer)
        case ended
    }

    /// The place of the message according to an event; both fields are nil in events of versions that did not say.
    struct Whereabouts: Equatable, Sendable {
        var mailbox: String?
        var isTracked: Bool?
    }

    /// An announcement to publish as an event.
    enum Announcement: Equatable, Sendable {
        case answer(MeshAnswer)
        case overdue(Answer, since: Date)
    }

    /// The mailbox that the message went to, as far as the events say.
    enum Destination: Equatable, Sendable {
        case mailbox(String)
        /// Addressed by patient: MESH tracking will name the mailbox.
        case tracked
        /// Never to be known: there is no tracking, or an earlier version sent the message.
        case untold
        case notSentYet
    }
}
