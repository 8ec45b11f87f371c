/// The reason why a document cannot be provided in the form that the recipient takes. The raw value is the code of
/// `letter.refused`.
public enum DocumentFault: String, Codable, Sendable, CaseIterable {
    /// The file is of none of the types in `DocumentType`.
    case typeUnsupported = "document-type-unsupported"
    case encrypted = "document-encrypted"
    /// Truncated, or damaged beyond safe repair.
    case broken = "document-broken"
    /// An archive or image that would decompress beyond all reasonable size.
    case expandsTooFar = "document-expands-too-far"
    /// Scripts, macros, programs to launch, forms that compute their content, external entities.
    case activeContent = "document-active-content"
    /// Content from elsewhere that would be fetched.
    case linkedContent = "document-linked-content"
    /// Files embedded in the document, which no recipient would see.
    case embeddedFiles = "document-embedded-files"
    /// A font that is not embedded, and that recipients may not have.
    case fontMissing = "document-font-missing"
    case tooManyPages = "document-too-many-pages"
    /// Tracked changes, comments, or a field with the current date: it is unclear which text was signed.
    case unfinished = "document-unfinished"
    /// No page shows any content.
    case empty = "document-empty"
    /// A construct of which it is unknown whether the layout draws it; named in `FaultFound.name`.
    case constructUnknown = "document-construct-unknown"
    /// A person released pages of this document, but it is now laid out differently.
    case releasedDiffers = "released-pages-differ"
    /// The document would have to be altered, but is digitally signed; signed files are never altered.
    case signed = "document-signed"
    /// Words, pages or images would be lost.
    case contentLost = "document-content-lost"
    /// Content under the document's headings cannot be represented in the text of a section: an image, struck-out text,
    /// a continued numbering, a form field, a word.
    case sectionLost = "section-content-lost"
    /// The document crashed the engine, or exceeded its limits, twice.
    case engineFailed = "document-engine-failed"
    /// The document exceeds the recipient's limit even at the lowest readable resolution.
    case tooLarge = "too-large"

    /// Whether a person may decide by comparing the source with the pages: they differ, or the source has an unknown
    /// construct. False for documents that are dangerous, locked, damaged or empty.
    public var isForPerson: Bool {
        switch self {
        case .contentLost, .constructUnknown, .releasedDiffers: true
        default: false
        }
    }
}

/// A fault with its position and extent. Contains no text of the document.
public struct FaultFound: Error, Codable, Equatable, Sendable {
    public var fault: DocumentFault
    /// The page, counted from 1.
    public var page: Int?
    /// The number of words, pages or bytes, depending on the fault.
    public var count: Int?
    /// The name of an unknown construct in the file's format.
    public var name: String?

    public init(_ fault: DocumentFault, page: Int? = nil, count: Int? = nil, name: String? = nil) {
        self.fault = fault
        self.page = page
        self.count = count
        self.name = name
    }

    /// `name` if it may be shown; nil if it does not have the form of an element name, or is longer than names in
    /// office formats.
    public var shownName: String? {
        guard let name else { return nil }
        let shown = Constructs.shown(name)
        return shown == Constructs.other ? nil : shown
    }
}
