public import Foundation

/// A request to a document engine; the bytes of the document follow it.
public struct EngineRequest: Codable, Equatable, Sendable {
    public var form: RenditionForm
    /// The recipient's size limit in bytes; nil for none.
    public var limit: Int?
    /// The date of produced files in seconds since 1970, so that every replica produces the same bytes.
    public var signedAt: Int
    public var mostPages: Int
    /// Processor time in seconds after which the engine ends itself, in case its parent process no longer exists.
    public var seconds: Int
    /// Clock time in seconds after which the engine ends itself.
    public var patience: Int
    /// For `sections`: paragraphs to treat as headings, although the document formats them as text.
    public var headings: [String]
    /// SHA-256 of the pages that a person saw and released, in hexadecimal digits; the engine returns exactly these
    /// pages or a fault.
    public var released: String?
    /// The number of bytes at the end that are a PDF made earlier from the document before them. The engine then only
    /// judges these pages, and makes none.
    public var judged: Int?

    public init(
        form: RenditionForm, limit: Int?, signedAt: Int, mostPages: Int, seconds: Int, patience: Int = 600,
        headings: [String] = [], released: String? = nil, judged: Int? = nil
    ) {
        self.form = form
        self.limit = limit
        self.signedAt = signedAt
        self.mostPages = mostPages
        self.seconds = seconds
        self.patience = patience
        self.headings = headings
        self.released = released
        self.judged = judged
    }
}

/// The answer of a document engine; the bytes of a produced file follow it.
public struct EngineAnswer: Codable, Equatable, Sendable {
    public var fault: FaultFound?
    /// What this machine lacked, in words. This is no fault of the document; all other fields are then empty.
    public var shortage: String?
    /// The type of the document, detected from its content; nil if it is no known type.
    public var format: DocumentType?
    /// The type of the rendition that the recipient gets.
    public var type: DocumentType?
    public var pages = 0
    public var words = 0
    public var images = 0
    /// The alterations in order. Empty if the recipient gets the document unchanged, in which case no bytes follow.
    public var alterations: [String] = []
    /// True if the fault is a doubt on which a person may decide; the pages that were laid out follow.
    public var isDoubted = false
    /// The constructs in the document that are in no table of its format, whatever the result.
    public var constructs = Constructs()

    public init(fault: FaultFound? = nil, shortage: String? = nil, type: DocumentType? = nil) {
        self.fault = fault
        self.shortage = shortage
        self.type = type
    }
}

/// The framing of messages between the conversion service and a document engine over a pipe: the length of the head (4
/// bytes, big-endian), the length of the body (8 bytes), the head as JSON, the body unchanged.
public enum EngineFrame {
    public static let prefixSize = 12

    /// The first bytes of a frame: its prefix and its head.
    ///
    /// - Parameter body: the number of body bytes to follow.
    public static func start(_ head: some Encodable, body: Int) throws -> Data {
        let json = try JSONEncoder().encode(head)
        var start = Data(capacity: prefixSize + json.count)
        for shift in stride(from: 24, through: 0, by: -8) {
            start.append(UInt8(truncatingIfNeeded: json.count >> shift))
        }
        for shift in stride(from: 56, through: 0, by: -8) { start.append(UInt8(truncatingIfNeeded: body >> shift)) }
        return start + json
    }

    /// Parses the lengths of head and body from a prefix; nil if they are out of range.
    public static func lengths(_ prefix: Data) -> (head: Int, body: Int)? {
        guard prefix.count == prefixSize else { return nil }
        let bytes = Array(prefix)
        let head = bytes[..<4].reduce(0) { $0 << 8 | Int($1) }
        let body = bytes[4...].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard head <= 1 << 20, body <= 1 << 32 else { return nil }
        return (head, Int(body))
    }
}
