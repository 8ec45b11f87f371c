/// The codes with which MESH reports that it did not deliver, in words (MESH API specification 2.0.0, and NHS England's
/// page "MESH error codes").
enum ReportCodes {
    static func words(_ code: String) -> String {
        table[code] ?? "MESH could not deliver the message (code \(code))"
    }

    private static let table = [
        "06": "MESH could not read the message's headers",
        "07": "MESH does not take the sender's mailbox",
        "08": "the message named no recipient's mailbox",
        "12": "the recipient's mailbox is not registered with MESH",
        "14": "the recipient's system did not collect the message in five days, or its mailbox is closed",
        "16": "our mailbox may not send this kind of message",
        "17": "the workflow is not registered for the mailbox",
        "EPL-150": "MESH found several mailboxes for the patient's practice",
        "EPL-151": "MESH found no mailbox for the patient's practice that takes this workflow",
        "EPL-152": "MESH found the NHS number invalid",
        "EPL-153": "MESH does not know the NHS number",
        "EPL-154": "the patient's details do not match those that MESH found for the NHS number",
        "unknown": "MESH reported that it did not deliver the message, without a code",
    ]
}
