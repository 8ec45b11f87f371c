public import Letters

/// What is doubted of a letter's document, so that a person can decide: `letter.refused` carries it where the pages that
/// were laid out may be looked at and released. Nothing of the document's text.
public struct DocumentDoubt: Codable, Hashable, Sendable {
    /// What the hospital gave.
    public var source: ObjectReference
    /// The pages that were made of it, as PDF.
    public var pages: ObjectReference
    /// The code of the refusal.
    public var code: String
    /// How many words, pages or images differ.
    public var count: Int?
    /// Counted from 1.
    public var page: Int?
    /// What an unknown construct is called in the file's format.
    public var construct: String?
    /// The letter's other documents that persons have released in this attempt.
    public var released: [ReleasedDocument]?

    public init(
        source: ObjectReference, pages: ObjectReference, code: String, count: Int? = nil, page: Int? = nil,
        construct: String? = nil, released: [ReleasedDocument]? = nil
    ) {
        self.source = source
        self.pages = pages
        self.code = code
        self.count = count
        self.page = page
        self.construct = construct
        self.released = released
    }

    /// What a person releases who has seen these pages: them, and what was released before of the same letter.
    public var whenReleased: [ReleasedDocument] {
        (released ?? []).filter { $0.source != source.sha256 }
            + [ReleasedDocument(source: source.sha256, pages: pages.sha256, code: code)]
    }
}

/// A document of a letter whose pages a named person has seen beside their source and releases: these pages and no
/// others.
public struct ReleasedDocument: Codable, Hashable, Sendable {
    /// SHA-256 of what the hospital gave, in hexadecimal digits.
    public var source: String
    /// SHA-256 of the pages that were seen, as PDF.
    public var pages: String
    /// What was doubted.
    public var code: String

    public init(source: String, pages: String, code: String) {
        self.source = source
        self.pages = pages
        self.code = code
    }
}
