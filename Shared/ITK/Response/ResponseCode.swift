/// What a code of an ITK3 response means (CodeSystem ITK-ResponseCodes-1, version 1.5.0).
public struct ResponseCode: Hashable, Sendable {
    /// Which of the two responses a code belongs to.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The infrastructure response: the recipient's system could, or could not, take the message in.
        case technical
        /// The business response: the practice has, or has not, the patient whose letter it is.
        case business
    }

    /// Five digits.
    public let code: String
    public let kind: Kind
    public let isPositive: Bool
    /// What it says, for the timeline and the worklist.
    public let words: String

    /// The meaning of a code; nil for one that is not in the table.
    public static func known(_ code: String) -> ResponseCode? { table[code] }

    /// The meaning of any code: by the table, else by its first digit and as negative.
    ///
    /// 1 and 2 begin the codes of infrastructure responses, 3 those of business responses. A code that is unknown to us
    /// is never good news, for nobody has decided that it is.
    public static func meaning(of code: String) -> ResponseCode {
        known(code)
            ?? ResponseCode(
                code: code, kind: code.hasPrefix("3") ? .business : .technical, isPositive: false,
                words: "the recipient's system gave a code that is not in the table of ITK3 response codes")
    }

    /// Every code that can answer a letter; referral and registration outcomes cannot.
    public static let all: [ResponseCode] =
        technical(
            ("10001", "the message's handling instructions could not be processed"),
            ("10002", "the request for a technical acknowledgement could not be processed"),
            ("10003", "the request for a business acknowledgement could not be processed"),
            ("10004", "the recipient's system does not take this type of message"),
            ("10005", "the recipient's system does not take this version of the message type"),
            ("10007", "the sender's reference could not be processed"),
            ("10008", "the handling instructions break a business rule of the recipient's system"),
            ("10009", "the message could not be read"),
            ("10010", "whether the letter is for action or for information could not be processed"),
            ("20001", "the person whom the message names as recipient is not known there"),
            ("20002", "the organisation that the message names as recipient is not known there"),
            ("20003", "the sender is not known there"),
            ("20004", "an attachment is of a type that is not approved"),
            ("20005", "an attachment is of a type that the recipient's system does not take"),
            ("20006", "the message's header is not valid"),
            ("20007", "the recipient's system already has this message"),
            ("20008", "the recipient's system already has this document"),
            ("20009", "the letter's content is not valid"),
            ("20010", "the organisation that the letter names as recipient is not known there"),
            ("20011", "the person whom the letter names as recipient is not known there"),
            ("20012", "the sender is not authorised"))
        + [
            ResponseCode(
                code: "20013", kind: .technical, isPositive: true, words: "the recipient's system took the letter in")
        ]
        + technical(
            ("20014", "the letter that this one replaces could not be replaced: neither of the two may be relied on"),
            ("20015", "the message is too large for the recipient's system"))
        + [
            ResponseCode(
                code: "30001", kind: .business, isPositive: true, words: "the patient is registered with the practice"),
            ResponseCode(
                code: "30002", kind: .business, isPositive: false, words: "the practice does not know the patient"),
            ResponseCode(
                code: "30003", kind: .business, isPositive: false, words: "the patient has left the practice"),
            ResponseCode(
                code: "30004", kind: .business, isPositive: true,
                words: "the patient was registered with the practice and died recently"),
        ]

    private static let table = Dictionary(uniqueKeysWithValues: all.map { ($0.code, $0) })

    private static func technical(_ rows: (String, String)...) -> [ResponseCode] {
        rows.map { ResponseCode(code: $0.0, kind: .technical, isPositive: false, words: $0.1) }
    }
}
