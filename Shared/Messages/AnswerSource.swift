/// The message that answered a letter, and why it is believed.
public struct AnswerSource: Codable, Hashable, Sendable {
    /// The reason why an answer is believed to be the recipient's.
    public enum Belief: String, Codable, Hashable, Sendable, CaseIterable {
        /// It came from the mailbox to which the letter was sent.
        case recipient
        /// It came from a mailbox that the practices file lists for this practice (`answers_from`).
        case secondMailbox = "second-mailbox"
        /// It came from the mailbox of some practice in the practices file, and the mailbox to which the letter went is
        /// unknown.
        case anyPractice = "any-practice"
        /// A person accepted it (`answer.accepted`).
        case byHand = "by-hand"
    }

    /// The MESH id of the answer.
    public var message: String
    /// The mailbox from which it came; nil if unknown, or if it cannot be shown.
    public var mailbox: String?
    /// Nil if the answer is not believed (`answer.doubted`), and for MESH's own reports.
    public var belief: Belief?
    /// The code in an answer that is not believed; nil otherwise.
    public var said: String?

    public init(message: String, mailbox: String? = nil, belief: Belief? = nil, said: String? = nil) {
        self.message = message
        self.mailbox = mailbox
        self.belief = belief
        self.said = said
    }
}
