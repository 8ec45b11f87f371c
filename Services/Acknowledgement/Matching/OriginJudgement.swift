import Letters
import Messages

/// Which letter an answer is about, and whether the answer is believed: a pure rule over the letters that match.
enum OriginJudgement: Equatable, Sendable {
    /// The answer settles this attempt.
    case believed(ExpectedAnswers, AnswerSource.Belief?)
    /// The answer names these attempts and settles none of them until a person accepts it.
    case doubted([ExpectedAnswers], Reason)
    /// As `doubted`, but the answer first waits for the missing fact, which may settle it.
    case early([ExpectedAnswers], Missing, Reason)
    /// The answer names no known letter.
    case unknown

    /// The fact that an answer waits for.
    enum Missing: Equatable, Sendable {
        /// The letter named by the answer's own identifier.
        case letter
        /// The letter's `letter.sent` event.
        case sending
        /// MESH's tracking of a message addressed by patient: which mailbox it was delivered to.
        case tracking
    }

    /// Judges an answer.
    ///
    /// - Parameters:
    ///   - named: the letter named by the answer's own identifier.
    ///   - others: the letters named by the MESH headers.
    ///   - accepted: the deliveries for which a person has accepted the answer.
    init(
        of answer: MeshAnswer, named: ExpectedAnswers?, others: [ExpectedAnswers], accepted: Set<DeliveryID>,
        _ mailboxes: AnswerMailboxes
    ) {
        var letters: [ExpectedAnswers] = []
        for letter in (named.map { [$0] } ?? []) + others
        where !letters.contains(where: { $0.facts.delivery == letter.facts.delivery }) {
            letters.append(letter)
        }
        if let letter = letters.first(where: { accepted.contains($0.facts.delivery) }) {
            self = .believed(letter, .byHand)
        } else if letters.count > 1 {
            self = .doubted(letters, Self.twoLetters(answer))
        } else if let letter = letters.first {
            let isOfAnother = named == nil && (answer.identifier != nil || answer.isOfAnother == true)
            switch (isOfAnother, answer.identifier) {
            case (true, nil): self = .doubted([letter], Self.another(answer))
            case (true, _?): self = .early([letter], .letter, Self.another(answer))
            case (false, _): self = answer.isReport ? .believed(letter, nil) : Self.by(answer, letter, mailboxes)
            }
        } else {
            self = .unknown
        }
    }

    /// Judges by the mailbox that sent the answer: it must be the mailbox that the letter went to, or another of the
    /// recipient's.
    private static func by(
        _ answer: MeshAnswer, _ letter: ExpectedAnswers, _ mailboxes: AnswerMailboxes
    ) -> OriginJudgement {
        let from = answer.from ?? ""
        if mailboxes.isSecond(from, of: letter.facts.recipient) { return .believed(letter, .secondMailbox) }
        switch letter.destination {
        case .mailbox(let mailbox) where AnswerMailboxes.areSame(mailbox, from): return .believed(letter, .recipient)
        case .mailbox(let mailbox):
            return .doubted(
                [letter],
                Reason(
                    code: "answer-from-elsewhere",
                    detail: "it came from \(answer.sender), and the letter went to mailbox \(mailbox)"))
        case .untold where mailboxes.isAnyPractices(from): return .believed(letter, .anyPractice)
        case .untold:
            return .doubted(
                [letter],
                unknownOrigin(
                    answer, "the practices file has no such mailbox, and nobody can say to which one the letter went"))
        case .tracked:
            return .early(
                [letter], .tracking, unknownOrigin(answer, "MESH has not said to which mailbox the letter went"))
        case .notSentYet:
            return .early([letter], .sending, unknownOrigin(answer, "the letter is not known to have been sent"))
        }
    }

    private static func unknownOrigin(_ answer: MeshAnswer, _ why: String) -> Reason {
        Reason(code: "answer-origin-unknown", detail: "it came from \(answer.sender), and \(why)")
    }

    private static func twoLetters(_ answer: MeshAnswer) -> Reason {
        Reason(
            code: "answer-of-two-letters",
            detail: answer.isReport
                ? "its linked id and its local id name two letters of ours"
                : "it came from \(answer.sender), and its identifier and MESH's headers name two letters of ours")
    }

    private static func another(_ answer: MeshAnswer) -> Reason {
        Reason(
            code: "answer-to-another",
            detail: "it came from \(answer.sender), and only MESH's headers name this letter: its own identifier names "
                + "a message that is none of ours")
    }
}
