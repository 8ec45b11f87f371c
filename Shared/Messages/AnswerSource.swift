/// Which message of our mailbox an answer to a letter was, and why it is believed.
public struct AnswerSource: Codable, Hashable, Sendable {
    /// Why an answer is believed to be the recipient's.
    public enum Belief: String, Codable, Hashable, Sendable, CaseIterable {
        /// It came from the mailbox that the letter went to.
        case recipient
        /// It came from one that the practices file names for this practice (`answers_from`).
        case secondMailbox = "second-mailbox"
        /// It came from the mailbox of some practice in the practices file, and nobody can say to which one the letter
        /// went.
        case anyPractice = "any-practice"
        /// A person said so (`answer.accepted`).
        case byHand = "by-hand"
    }

    /// The id that MESH gave to the answer.
    public var message: String
    /// The mailbox that it came from; nil where that is not known or cannot be shown.
    public var mailbox: String?
    /// Nil where it is not believed (`answer.doubted`), and of MESH's own reports.
    public var belief: Belief?
    /// The code of an answer that is not believed; nil otherwise.
    public var said: String?

    public init(message: String, mailbox: String? = nil, belief: Belief? = nil, said: String? = nil) {
        self.message = message
        self.mailbox = mailbox
        self.belief = belief
        self.said = said
    }
}
