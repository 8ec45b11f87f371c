public import Letters

/// A doubt about a letter's document, on which a person can decide. `letter.refused` carries it if the pages that were
/// laid out may be viewed and released. Contains no text of the document.
public struct DocumentDoubt: Codable, Hashable, Sendable {
    /// The document from the hospital.
    public var source: ObjectReference
    /// The PDF with the pages that were made of the document.
    public var pages: ObjectReference
    /// The code of the refusal.
    public var code: String
    /// The number of words, pages or images that differ.
    public var count: Int?
    /// The page in question, counted from 1.
    public var page: Int?
    /// The name of an unknown construct in the file's format.
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

    /// The documents that are released if a person releases these pages: this one, and those released before in the
    /// same letter.
    public var whenReleased: [ReleasedDocument] {
        (released ?? []).filter { $0.source != source.sha256 }
            + [ReleasedDocument(source: source.sha256, pages: pages.sha256, code: code)]
    }
}

/// A document whose pages a named person has compared with the source and released. Only these pages may be sent.
public struct ReleasedDocument: Codable, Hashable, Sendable {
    /// SHA-256 of the document from the hospital, in hexadecimal digits.
    public var source: String
    /// SHA-256 of the PDF with the pages that the person saw.
    public var pages: String
    /// The code of the doubt.
    public var code: String

    public init(source: String, pages: String, code: String) {
        self.source = source
        self.pages = pages
        self.code = code
    }
}
