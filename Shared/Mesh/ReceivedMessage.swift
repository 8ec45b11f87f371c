public import HTTP

/// One page of the inbox.
public struct InboxPage: Sendable, Equatable {
    /// Ids of messages; opaque, in MESH's order. May be empty although there is a next page.
    public var messages: [String]
    /// Where the next page is; nil at the end of the inbox.
    public var next: String?
    /// How many messages lie in the inbox, roughly; nil where it is not told.
    public var approximateCount: Int?
    /// True when the link that was followed had expired, so that this is the first page again.
    public var isRestarted = false

    public init(messages: [String], next: String?, approximateCount: Int? = nil, isRestarted: Bool = false) {
        self.messages = messages
        self.next = next
        self.approximateCount = approximateCount
        self.isRestarted = isRestarted
    }
}

/// A message that was taken from the inbox, apart from its content.
public struct ReceivedMessage: Sendable, Equatable {
    public var id: String
    public var fields: HeaderFields
    /// Length of the content, decompressed.
    public var size: Int

    /// True for a REPORT: MESH's own word on one of our messages. It has no sender and no content.
    public var isReport: Bool { fields[.messageType]?.uppercased() == "REPORT" }
    public var workflow: String { fields[.workflowID] ?? "" }

    public init(id: String, fields: HeaderFields, size: Int) {
        self.id = id
        self.fields = fields
        self.size = size
    }
}
