/// The codes of MESH's refusals and reports, and MeshPost's own codes for answers that are not believed.
///
/// The MESH file client uses some of these codes with other meanings; `TransferStatus` has those.
extension AnswerCode {
    static let meshCodes: [AnswerCode] = [
        row("02", "the message has no content", .makers),
        row("06", "MESH could not read the message's headers", .makers),
        row("07", "the sender is not the mailbox that signed in", .ownMailbox),
        row("08", "the message names no recipient", .makers),
        row("09", "MESH does not take this version of the control data", .makers),
        row("11", "MESH does not take this type of message", .makers),
        row("12", "the recipient's mailbox is not registered with MESH", .theirMailbox),
        row("13", "MESH could not hand the message on by SMTP", .serviceDesk),
        row("14", "the recipient's system did not collect it in five days, or its mailbox is closed", .notCollected),
        row("15", "the recipient's registration with MESH is faulty", .serviceDesk),
        row("16", "our mailbox may not send this kind of message", .ownMailbox),
        row("17", "the workflow is not registered for the mailbox", .theirMailbox),
        row("18", "the workflow is not enabled in MESH", .ownMailbox),
        row("19", "MESH finds the message's expiry date invalid", .makers),
        row("20", "MESH does not know the message", .serviceDesk),
        row("100", "the mailbox is not enabled for the national application", .ownMailbox),
        row("EPL-150", "MESH found several mailboxes for the patient's practice", .severalMailboxes),
        row("EPL-151", "MESH found no mailbox of the patient's practice that takes this workflow", .theirMailbox),
        row("EPL-152", "MESH found the NHS number invalid", .trace),
        row("EPL-153", "MESH does not know the NHS number", .trace),
        row("EPL-154", "the patient's details do not match those that MESH found for the NHS number", .trace),
        row("InvalidHeaderChunks", "MESH finds the header of a chunk wrong", .makers),
        row("UnsupportedContentEncoding", "MESH takes no other content encoding than gzip", .makers),
        row("Message already accepted", "the message can no longer be downloaded from MESH", .serviceDesk),
        row("unknown", "MESH reported that it did not deliver the message, without a code", .serviceDesk),
    ]

    static let unknownCode = AnswerCode(
        "unknown-response-code", .own, .system, .undecided, "the answer has a code that its code system does not have",
        .newCode)
    /// The answer's codes belong to a code system that is not one of ITK3's.
    public static let foreignSystem = AnswerCode(
        "foreign-code-system", .own, .system, .undecided, "the answer's code is of a code system that is not ITK3's",
        .newCode)
    /// The code means success, but the answer calls it an error.
    public static let contradiction = AnswerCode(
        "contradictory-answer", .own, .system, .undecided,
        "the answer contradicts itself: its code is a success, and it calls it an error", .newCode)

    static let ownCodes = [unknownCode, foreignSystem, contradiction]

    private static func row(_ code: String, _ words: String, _ advice: CodeAdvice) -> AnswerCode {
        AnswerCode(code, .mesh, .mesh, .negative, words, advice)
    }
}
