/// The codes of the MESH API and of its REPORTs, in words (MESH API specification 2.0.0, error codes).
///
/// Of the file client's codes some mean other things.
public enum MeshCode {
    /// What a code means; nil for one that we do not know.
    public static func meaning(of code: String) -> String? { meanings[code] }

    /// A code as the label of a metric: a code that we do not know is "other", none at all "none".
    public static func label(_ code: String?) -> String {
        guard let code else { return "none" }
        return meanings[code] == nil ? "other" : code
    }

    static let meanings: [String: String] = [
        "02": "the message has no content",
        "06": "a header is malformed",
        "07": "the sender is not the mailbox that signed in",
        "08": "no recipient is given",
        "09": "the version of the control data is not supported",
        "11": "the message type must be DATA",
        "12": "the recipient's address is not registered",
        "14": "not collected by the recipient within five days, or its mailbox is closed",
        "15": "the recipient's registration is faulty",
        "16": "we may not send messages of this type",
        "17": "the recipient's mailbox is not registered for this workflow",
        "18": "the workflow is not enabled",
        "19": "the expiry date is invalid",
        "20": "the message does not exist",
        "100": "the mailbox is not enabled for the national application",
        "EPL-150": "several mailboxes match the patient's practice",
        "EPL-151": "no mailbox matches: the practice is not enabled for this workflow",
        "EPL-152": "the NHS number is invalid",
        "EPL-153": "the NHS number was not found",
        "EPL-154": "the patient's details do not match the NHS number",
        "InvalidHeaderChunks": "the chunk header is wrong",
        "UnsupportedContentEncoding": "the content encoding is not gzip",
        "Message already accepted": "the message is no longer available for download",
    ]
}
