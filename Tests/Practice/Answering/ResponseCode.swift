/// A response code of a receiver (CodeSystem ITK-ResponseCodes-1).
struct ResponseCode: RawRepresentable, Hashable, Codable, Sendable {
    var rawValue: String

    static let handling = ResponseCode(rawValue: "10001")
    static let technicalFlag = ResponseCode(rawValue: "10002")
    static let businessFlag = ResponseCode(rawValue: "10003")
    static let definition = ResponseCode(rawValue: "10004")
    static let definitionVersion = ResponseCode(rawValue: "10005")
    static let senderReference = ResponseCode(rawValue: "10007")
    static let unreadable = ResponseCode(rawValue: "10009")
    static let recipientType = ResponseCode(rawValue: "10010")
    static let attachmentType = ResponseCode(rawValue: "20004")
    static let header = ResponseCode(rawValue: "20006")
    static let duplicateMessage = ResponseCode(rawValue: "20007")
    static let duplicateDocument = ResponseCode(rawValue: "20008")
    static let payload = ResponseCode(rawValue: "20009")
    static let received = ResponseCode(rawValue: "20013")
    static let replacement = ResponseCode(rawValue: "20014")
    static let tooLarge = ResponseCode(rawValue: "20015")
    static let known = ResponseCode(rawValue: "30001")
    static let notKnown = ResponseCode(rawValue: "30002")

    var isBusiness: Bool { rawValue.hasPrefix("3") }
    var isPositive: Bool { ["20013", "30001", "30004"].contains(rawValue) }

    /// The display of the code and its issue type, as the code system and the implementation guide give them.
    var meaning: (display: String, issue: String) { Self.table[rawValue] ?? ("Other", "processing") }

    private static let table: [String: (display: String, issue: String)] = [
        "10001": ("Handling Specification Error", "processing"),
        "10002": ("Infrastructure Level Response Value - Processing Error", "processing"),
        "10003": ("Business Level Response Value - Processing Error", "processing"),
        "10004": ("Message Definition Value - Processing Error", "processing"),
        "10005": ("Message Definition Version Value - Processing Error", "processing"),
        "10007": ("Sender Reference Value - Processing Error", "processing"),
        "10008": ("Handling Specification Business Rule Error", "processing"),
        "10009": ("Unreadable message received", "processing"),
        "10010": ("Recipient Type - Processing Error", "processing"),
        "20001": ("Unrecognised Recipient Person", "not-found"),
        "20002": ("Unrecognised Recipient Organisation", "not-found"),
        "20003": ("Unrecognised Sender", "not-found"),
        "20004": ("Non-Approved file type received as an attachment", "security"),
        "20005": ("Unsupported file type received as an attachment", "security"),
        "20006": ("ITK header validation failure", "invalid"),
        "20007": ("Duplicate Message received", "duplicate"),
        "20008": ("Duplicate Document received", "duplicate"),
        "20009": ("Payload validation failure", "invalid"),
        "20010": ("Unrecognised Payload Recipient Organisation", "not-found"),
        "20011": ("Unrecognised Payload Recipient Person", "not-found"),
        "20012": ("Unauthorised Sender", "security"),
        "20013": ("Success", "informational"),
        "20014": ("Unable to Process Replacement Document", "processing"),
        "20015": ("Message too large", "processing"),
        "30001": ("Patient known here. (e.g. Patient is registered here)", "informational"),
        "30002": ("Patient not known here. (aka 'patient record not present in system')", "not-found"),
        "30003": ("Patient no longer at this clinical setting", "business-rule"),
        "30004": ("Patient known here and recently deceased", "informational"),
    ]
}
