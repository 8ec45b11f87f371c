/// The envelope of a message file. It is stored in the document store, because address and subject may contain patient
/// data.
public struct MessageEnvelope: Codable, Equatable, Sendable {
    /// `mex-to`; nil to use the mailbox from the endpoint lookup.
    public var to: String?
    public var workflow: String
    public var subject: String?
    /// `mex-localid`, which is the message id.
    public var localID: String
    public var fileName: String?
    public var contentType: String
    /// The letter's metadata for a folder delivery.
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
