/// The person who must act on a code, and the action, in plain words.
public struct CodeAdvice: Hashable, Sendable {
    /// The role of the person who must act.
    public enum Duty: String, Hashable, Sendable, CaseIterable {
        case nobody
        /// A person who knows the patient and the practice, and has a telephone.
        case clerk
        /// A person who maintains the practices file and the settings, and talks to suppliers and to the makers of
        /// MeshPost.
        case engineer

        public var words: String {
            switch self {
            case .nobody: "Nobody"
            case .clerk: "Ward clerk"
            case .engineer: "Integration engineer"
            }
        }
    }

    /// The operator's command that settles the letter: `meshpost letter …`.
    public enum Step: String, Hashable, Sendable, CaseIterable { case resend, reroute, close }

    public let duty: Duty
    /// Whole sentences.
    public let action: String
    /// Nil if there is nothing to do.
    public let step: Step?

    init(_ duty: Duty, _ action: String, _ step: Step?) {
        self.duty = duty
        self.action = action
        self.step = step
    }
}

extension CodeAdvice {
    static let nothing = CodeAdvice(.nobody, "Nothing to do.", nil)
    static let bereaved = CodeAdvice(
        .nobody, "Nothing to do for the letter. See that the hospital's own record knows of the death.", nil)

    // Answers of a practice's system.
    static let handling = CodeAdvice(
        .engineer,
        "The letter is sound; what the message says of its own handling was not understood, and sending it again changes "
            + "nothing. Report the code and the message id to the practice's supplier and to the makers of MeshPost. "
            + "Send the letter another way and close it.", .close)
    static let otherFormat = CodeAdvice(
        .engineer,
        "The practice's system does not take this kind of message. Give the practice another format in the practices "
            + "file, then send again.", .resend)
    static let unreadable = CodeAdvice(
        .engineer,
        "Send it again once: it may have been damaged on the way. If it comes back, check the stored message with "
            + "`meshpost validate` and report it to the practice's supplier.", .resend)
    static let namedPerson = CodeAdvice(
        .clerk,
        "The practice does not have the doctor whom the letter is addressed to. Ask the practice who took over, correct "
            + "the addressee at the source and sign it with a higher revision. Then close this one.", .close)
    static let namedPractice = CodeAdvice(
        .engineer,
        "Its mailbox belongs to another practice, or the practice has a new code. Correct code and mailbox in the "
            + "practices file, then send again; reroute it where the patient belongs to another practice.", .resend)
    static let sender = CodeAdvice(
        .engineer,
        "The practice's system does not accept letters from this hospital. Ask the practice and its supplier to enter the "
            + "hospital's organisation code as a sender, then send again. Until then choose another format or way.",
        .resend)
    static let attachment = CodeAdvice(
        .engineer,
        "Sending it unchanged fails again. Have the document given as PDF: in the practices file where the practice is "
            + "set to another form, else at the source with a higher revision. Then send again.", .resend)
    static let size = CodeAdvice(
        .engineer,
        "Sending it unchanged fails again. Set `max_bytes` of the practice in the practices file to what its system takes, "
            + "so that scans are made smaller, then send again; or send this letter another way and close it.", .resend)
    static let copy = CodeAdvice(
        .clerk,
        "The practice says that it has this letter, and we know of no earlier copy. Telephone the practice and ask whether "
            + "the letter is in this patient's record. Close it if it is, else send again.", .close)
    static let content = CodeAdvice(
        .engineer,
        "Sending it unchanged fails again. Check the stored message with `meshpost validate`, and ask the practice's "
            + "supplier which rule it breaks. Give the practice another format in the practices file and send again, or "
            + "have the letter mended at the source.", .resend)
    static let replacement = CodeAdvice(
        .clerk,
        "Neither this letter nor the one that it replaces counts any more at the practice. Telephone the practice at once. "
            + "Have the letter signed again at the source with a higher revision, which goes as a letter of its own. Then "
            + "close this one.", .close)
    static let elsewhere = CodeAdvice(
        .clerk, "Find the patient's present practice, then send the letter there.", .reroute)
    static let noAnswer = CodeAdvice(
        .clerk,
        "It is no answer to a letter. Telephone the practice and ask whether the letter is in the patient's record. Close "
            + "it if it is, else send again.", .close)
    static let oldCode = CodeAdvice(
        .clerk,
        "The practice's system answers in words of 2017 that nobody has agreed on. Telephone the practice and ask whether "
            + "the letter is in the patient's record. Close it if it is, else send again. Tell the integration engineer, "
            + "who asks the practice's supplier.", .close)
    static let newCode = CodeAdvice(
        .engineer,
        "Ask the practice whether the letter is in the patient's record: close it if it is, else send again. Ask the "
            + "practice's supplier what its answer means, and report the code to the makers of MeshPost.", .close)

    // Codes of MESH.
    static let makers = CodeAdvice(
        .engineer,
        "MESH finds the message itself wrong, and sending it unchanged fails again. Report the code and the message id to "
            + "the makers of MeshPost. Send the letter another way and close it.", .close)
    static let ownMailbox = CodeAdvice(
        .engineer,
        "Our mailbox is not set up for this. Check `MESH_MAILBOX` and the workflow, ask the national service desk to "
            + "register it, then send again.", .resend)
    static let theirMailbox = CodeAdvice(
        .engineer,
        "Ask the practice for its mailbox, and whether it is registered for this workflow. Correct mailbox or format in "
            + "the practices file, then send again.", .resend)
    static let serviceDesk = CodeAdvice(
        .engineer, "Ask the national service desk, naming MESH's id of the message. Then send again.", .resend)
    static let notCollected = CodeAdvice(
        .clerk,
        "The practice's system has not fetched its post for five days. Telephone the practice: send the letter another way "
            + "if it is pressing, and send again once its system fetches.", .resend)
    static let severalMailboxes = CodeAdvice(
        .engineer,
        "Ask the practice which of its mailboxes it reads, enter that in the practices file, then send again.",
        .resend)
    static let trace = CodeAdvice(
        .clerk,
        "Trace the patient: NHS number, birth date and family name must be those of the national record. Correct them at "
            + "the source and sign the letter with a higher revision. Then close this one.", .close)
    static let newMeshCode = CodeAdvice(
        .engineer,
        "Ask the national service desk what the code means, naming MESH's id of the message, and report it to the makers "
            + "of MeshPost. Then send again.", .resend)
}
