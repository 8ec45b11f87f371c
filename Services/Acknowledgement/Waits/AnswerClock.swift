import Foundation
import Letters

/// The clock of one awaited answer, as a value: from when it runs, and what is said when it has run out.
///
/// How long it runs is a setting (`WaitTimes`).
struct AnswerClock: Sendable {
    let answer: Answer
    /// What has not happened, without the time that was waited.
    let missing: String
    /// When it began to run; nil while it does not, or once the answer has come.
    let start: @Sendable (AnswerCourse) -> Date?

    static func of(_ answer: Answer) -> AnswerClock {
        switch answer {
        case .collected: collected
        case .technical: technical
        case .business: business
        }
    }

    /// From sending, until anything shows that the recipient's system has the message.
    private static let collected = AnswerClock(
        answer: .collected, missing: "the recipient's system has not collected the message"
    ) { course in
        course.collectedAt == nil && !course.isAnswered(.technical) && !course.isAnswered(.business)
            ? course.sentAt : nil
    }

    /// From collection, or from sending where none was seen.
    private static let technical = AnswerClock(answer: .technical, missing: "no technical acknowledgement came") {
        course in
        course.isAnswered(.technical) || course.isAnswered(.business) ? nil : course.collectedAt ?? course.sentAt
    }

    /// From the technical acknowledgement, or as above where none came.
    private static let business = AnswerClock(answer: .business, missing: "no business acknowledgement came") {
        course in
        course.isAnswered(.business) ? nil : course.at(.technical) ?? course.collectedAt ?? course.sentAt
    }
}
