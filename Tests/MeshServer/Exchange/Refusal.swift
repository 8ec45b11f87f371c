/// The error with which the exchange refuses a call, as the client sees it.
struct Refusal: Error, Equatable {
    var status: Int
    var event = ""
    var code = ""
    var text: String
    var messageID: String?
    /// The headers or parameters that are missing or out of range. If there are any, the body has the form for such
    /// errors.
    var fields: [Field] = []

    struct Field: Equatable {
        var place: String
        var name: String
        var problem: String
    }

    func about(_ messageID: String) -> Refusal {
        var copy = self
        copy.messageID = messageID
        return copy
    }

    static func invalid(_ fields: [Field]) -> Refusal { Refusal(status: 400, text: "", fields: fields) }

    static func missing(_ names: [String]) -> Refusal {
        .invalid(names.map { Field(place: "header", name: $0.lowercased(), problem: "Field required") })
    }

    static let unreadableToken = Refusal(status: 403, text: "Error reading from Authorization header")
    static let foreignToken = Refusal(status: 403, text: "Mailbox id does not match token")
    static let wrongToken = Refusal(status: 403, text: "Invalid Authentication Token")
    static let staleToken = Refusal(status: 403, text: "Invalid Authentication Token: timestamp out of range")
    static let usedToken = Refusal(status: 403, text: "Error Duplicated Authentication Token")
    static let unknownMailbox = Refusal(status: 403, event: "SEND", code: "EPL-151", text: "No mailbox matched")
    static let inactiveMailbox = Refusal(status: 403, text: "Request Received from Inactive Mailbox")
    static let notYours = Refusal(status: 403, text: "Forbidden")

    static let controlCharacters = Refusal(status: 400, event: "TRANSFER", code: "06", text: "Malformed control file")
    static let noRecipient = Refusal(status: 400, event: "SEND", code: "08", text: "TO_DTS missing")
    static let wrongSender = Refusal(
        status: 417, event: "SEND", code: "07", text: "Invalid From Address in the control file")
    static let wrongVersion = Refusal(
        status: 417, event: "SEND", code: "09", text: "Invalid version of the control file")
    static let wrongType = Refusal(
        status: 417, event: "SEND", code: "11", text: "Invalid Message Type for the transfer")
    static let unregisteredRecipient = Refusal(status: 417, event: "SEND", code: "12", text: "Unregistered to address")
    static let senderNotAllowed = Refusal(
        status: 417, event: "SEND", code: "16", text: "Sender is not allowed to send this type of message")
    static let workflowNotRegistered = Refusal(
        status: 417, event: "SEND", code: "17", text: "Workflow ID not registered for mailbox")
    static let emptyBody = Refusal(
        status: 417, event: "COLLECT", code: "02", text: "Data file is missing or inaccessible.")
    static let badChunkRange = Refusal(
        status: 417, event: "SEND", code: "InvalidHeaderChunks", text: "Invalid chunk values in mex-Chunk-Range")
    static let encodingChanged = Refusal(status: 417, text: "cannot change content encoding")
    static let unsupportedEncoding = Refusal(
        status: 422, event: "SEND", code: "UnsupportedContentEncoding", text: "Unsupported content encoding")
    static let tooLarge = Refusal(status: 413, text: "Request Entity Too Large")
    static let finalised = Refusal(status: 423, text: "Locked")
    static let tooManyChunks = Refusal(status: 406, text: "Not Acceptable")

    static let noSuchMessage = Refusal(status: 404, event: "RECEIVE", code: "20", text: "Message does not exist")
    static let notFound = Refusal(status: 404, text: "Not Found")
    static let gone = Refusal(
        status: 410, event: "SEND", code: "Message already accepted", text: "Message no longer available for download")
    static let severalMatches = Refusal(status: 300, text: "Multiple messages found for local id")
    static let badContinueToken = Refusal(status: 500, text: "continue_from cannot be read")
}
