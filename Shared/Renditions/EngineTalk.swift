public import Foundation

/// What a document engine is asked: the document follows as bytes.
public struct EngineRequest: Codable, Equatable, Sendable {
    public var form: RenditionForm
    /// The most bytes that the recipient takes.
    public var limit: Int?
    /// Unix seconds; the date of a file that is made, so that every replica makes the same.
    public var signedAt: Int
    public var mostPages: Int
    /// After so many seconds of processor time the engine ends itself, should nobody be left to end it.
    public var seconds: Int
    /// The same by the clock, in seconds.
    public var patience: Int
    /// For `sections`: paragraphs that are headings, though the document has them as text.
    public var headings: [String]
    /// SHA-256 of the pages that a person saw and released, in hexadecimal digits: these pages are made, or none.
    public var released: String?
    /// Of the bytes that follow, how many at the end are pages, as PDF, that were made of the document before: they are
    /// judged, and nothing is made.
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

/// What a document engine found and made; a file that it made follows as bytes.
public struct EngineAnswer: Codable, Equatable, Sendable {
    public var fault: FaultFound?
    /// What this machine lacked, in words: nothing that the document is. The answer then says nothing else.
    public var shortage: String?
    /// What the document is, told by its content; nil for what is no document.
    public var format: DocumentType?
    /// The type of the rendition that the recipient gets.
    public var type: DocumentType?
    public var pages = 0
    public var words = 0
    public var images = 0
    /// What was done, in order; empty when the recipient gets the document as it came, and no bytes follow.
    public var alterations: [String] = []
    /// The fault is a doubt about which a person may decide, and the pages follow that were laid out.
    public var isDoubted = false
    /// What the document holds that no table of its format names, whatever became of it.
    public var constructs = Constructs()

    public init(fault: FaultFound? = nil, shortage: String? = nil, type: DocumentType? = nil) {
        self.fault = fault
        self.shortage = shortage
        self.type = type
    }
}

/// How the conversion service and a document engine talk through a pipe: the head's length (4 bytes, big-endian), the
/// body's length (8 bytes), the head as JSON, the body as it is.
public enum EngineFrame {
    public static let prefixSize = 12

    /// The first bytes of a frame with this head and so many bytes of body to follow.
    public static func start(_ head: some Encodable, body: Int) throws -> Data {
        let json = try JSONEncoder().encode(head)
        var start = Data(capacity: prefixSize + json.count)
        for shift in stride(from: 24, through: 0, by: -8) {
            start.append(UInt8(truncatingIfNeeded: json.count >> shift))
        }
        for shift in stride(from: 56, through: 0, by: -8) { start.append(UInt8(truncatingIfNeeded: body >> shift)) }
        return start + json
    }

    /// The lengths of head and body that a prefix tells; nil when they cannot be meant.
    public static func lengths(_ prefix: Data) -> (head: Int, body: Int)? {
        guard prefix.count == prefixSize else { return nil }
        let bytes = Array(prefix)
        let head = bytes[..<4].reduce(0) { $0 << 8 | Int($1) }
        let body = bytes[4...].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard head <= 1 << 20, body <= 1 << 32 else { return nil }
        return (head, Int(body))
    }
}
