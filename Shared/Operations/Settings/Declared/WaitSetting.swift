public import Letters

/// The settings for the time after which a missing answer is reported.
public enum WaitSetting {
    public static let collected = Setting<Waiting>(
        "WAIT_COLLECTED", "How long a practice may leave a letter in its mailbox.", .waiting, default: "5 d",
        of: [.acknowledgement])
    public static let technical = Setting<Waiting>(
        "WAIT_TECHNICAL", "How long the technical acknowledgement of a letter may take.", .waiting, default: "2 d",
        of: [.acknowledgement])
    public static let business = Setting<Waiting>(
        "WAIT_BUSINESS", "How long the business acknowledgement of a letter may take.", .waiting, default: "5 d",
        of: [.acknowledgement])
    public static let unmatched = Setting<Waiting>(
        "ACKNOWLEDGEMENT_UNMATCHED_WAIT", "How long an answer may wait for the letter that it overtook.", .waiting,
        default: "15 min", of: [.acknowledgement])
    public static let stage = Setting<Waiting>(
        "WAIT_STAGE", "How long a stage may take to move a letter on.", .waiting, default: "15 min", of: [.reporting])

    static let all = [
        collected.declaration, technical.declaration, business.declaration, unmatched.declaration, stage.declaration,
    ]
}
