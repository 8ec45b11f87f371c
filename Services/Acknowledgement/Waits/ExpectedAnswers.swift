import Foundation
import Letters
import Messages

/// What is awaited of one attempt: a value that takes what happened, in any order, and says what to tell.
///
/// Every distinct answer is told once, whatever came before it; what the answers together mean is decided where a
/// delivery's state is (`DeliveryStanding`). Waiting ends with a final refusal, with non-delivery, or when the attempt
/// is replaced; an answer that comes nevertheless is still told.
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
    enum Announcement: Equatable, Sendable {
        case answer(MeshAnswer)
        case overdue(Answer, since: Date)
    }

    /// Where the message went, as far as the events have told.
    enum Destination: Equatable, Sendable {
        case mailbox(String)
        /// Addressed by patient: MESH will say.
        case tracked
        /// Unknown for good: there is no tracking, or a former version sent it.
        case untold
        case notSentYet
    }
}
