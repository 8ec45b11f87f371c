public import HTTP

/// One page of the inbox.
public struct InboxPage: Sendable, Equatable {
    /// Opaque message ids in MESH's order. May be empty although there is a next page.
    public var messages: [String]
    /// The link to the next page; nil at the end of the inbox.
    public var next: String?
    /// The approximate number of messages in the inbox; nil if MESH does not give it.
    public var approximateCount: Int?
    /// True if the link had expired, so that this is the first page again.
    public var isRestarted = false

    public init(messages: [String], next: String?, approximateCount: Int? = nil, isRestarted: Bool = false) {
        self.messages = messages
        self.next = next
        self.approximateCount = approximateCount
        self.isRestarted = isRestarted
    }
}

/// A message from the inbox without its content.
public struct ReceivedMessage: Sendable, Equatable {
    public var id: String
    public var fields: HeaderFields
    /// Length of the decompressed content in bytes.
    public var size: Int

    /// True for a REPORT, which MESH itself sends about one of our messages. It has no sender and no content.
    public var isReport: Bool { fields[.messageType]?.uppercased() == "REPORT" }
    public var workflow: String { fields[.workflowID] ?? "" }

    public init(id: String, fields: HeaderFields, size: Int) {
        self.id = id
        self.fields = fields
        self.size = size
    }
}
