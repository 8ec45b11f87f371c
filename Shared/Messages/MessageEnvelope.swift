/// The stored envelope of a message file, because the address and the subject may hold patient data.
public struct MessageEnvelope: Codable, Equatable, Sendable {
    /// `mex-to`; nil to use the mailbox that the endpoint lookup gives.
    public var to: String?
    public var workflow: String
    public var subject: String?
    /// `mex-localid`: the message id.
    public var localID: String
    public var fileName: String?
    public var contentType: String
    /// What a letter by folder says of itself beside the document.
    public var letter: FolderMetadata.Letter?

    public init(
        to: String? = nil, workflow: String, subject: String? = nil, localID: String, fileName: String? = nil,
        contentType: String, letter: FolderMetadata.Letter? = nil
    ) {
        self.to = to
        self.workflow = workflow
        self.subject = subject
        self.localID = localID
        self.fileName = fileName
        self.contentType = contentType
        self.letter = letter
    }
}
