import Foundation
import Letters

/// The clock of one awaited answer: when it starts, and the text of the alarm when it has run out.
///
/// Its duration is a setting (`WaitTimes`).
struct AnswerClock: Sendable {
    let answer: Answer
    /// The text of the alarm, without the duration.
    let missing: String
    /// Returns the start of the clock; nil before it starts, and once the answer has come.
    let start: @Sendable (AnswerCourse) -> Date?

    static func of(_ answer: Answer) -> AnswerClock {
        switch answer {
        case .collected: collected
        case .technical: technical
        case .business: business
        }
    }

    /// Runs from sending until an event shows that the recipient's system has the message.
    private static let collected = AnswerClock(
        answer: .collected, missing: "the recipient's system has not collected the message"
    ) { course in
        course.collectedAt == nil && !course.isAnswered(.technical) && !course.isAnswered(.business)
            ? course.sentAt : nil
    }

    /// Runs from collection, or from sending where no collection was seen.
    private static let technical = AnswerClock(answer: .technical, missing: "no technical acknowledgement came") {
        course in
        course.isAnswered(.technical) || course.isAnswered(.business) ? nil : course.collectedAt ?? course.sentAt
    }

    /// Runs from the technical acknowledgement; without one, from collection; without that, from sending.
    private static let business = AnswerClock(answer: .business, missing: "no business acknowledgement came") {
        course in
        course.isAnswered(.business) ? nil : course.at(.technical) ?? course.collectedAt ?? course.sentAt
    }
}
