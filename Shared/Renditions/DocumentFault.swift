/// Why a document cannot be had in the form that the recipient takes. The raw value is the code of `letter.refused`.
public enum DocumentFault: String, Codable, Sendable, CaseIterable {
    /// None of the types of `DocumentType`.
    case typeUnsupported = "document-type-unsupported"
    case encrypted = "document-encrypted"
    /// Truncated, or damaged beyond safe repair.
    case broken = "document-broken"
    /// An archive or image that would grow beyond all measure.
    case expandsTooFar = "document-expands-too-far"
    /// Scripts, macros, programs to launch, forms that compute what they show, external entities.
    case activeContent = "document-active-content"
    /// Content that lies elsewhere and would be fetched.
    case linkedContent = "document-linked-content"
    /// Files within the document, which no recipient would see.
    case embeddedFiles = "document-embedded-files"
    /// A typeface that is not in the document and that no recipient is known to have.
    case fontMissing = "document-font-missing"
    case tooManyPages = "document-too-many-pages"
    /// Tracked changes, comments, or a date that is always today's: it is open which text was signed.
    case unfinished = "document-unfinished"
    /// No page shows anything.
    case empty = "document-empty"
    /// Something of which it is not known whether a layout draws it; `FaultFound.name` says what.
    case constructUnknown = "document-construct-unknown"
    /// A person released pages of it, and they are laid out otherwise now.
    case releasedDiffers = "released-pages-differ"
    /// The document would need altering, and is digitally signed: a signed file is never altered.
    case signed = "document-signed"
    /// Words, pages or images would be lost.
    case contentLost = "document-content-lost"
    /// Something under the document's headings cannot be said in the text of a section: an image, struck text, a
    /// numbering that goes on, a form field, a word.
    case sectionLost = "section-content-lost"
    /// The document crashed the engine, or exceeded its limits, twice.
    case engineFailed = "document-engine-failed"
    /// The document stays over the recipient's limit even at the smallest readable resolution.
    case tooLarge = "too-large"

    /// Whether a person who looks at the source and the pages may decide: they differ, or something in the source is
    /// unknown. Never for what is dangerous, locked, damaged or shows nothing.
    public var isForPerson: Bool {
        switch self {
        case .contentLost, .constructUnknown, .releasedDiffers: true
        default: false
        }
    }
}

/// A fault, where it lies and how much is concerned; nothing of the document's text.
public struct FaultFound: Error, Codable, Equatable, Sendable {
    public var fault: DocumentFault
    /// Counted from 1.
    public var page: Int?
    /// How many words, pages or bytes, as the fault says.
    public var count: Int?
    /// What an unknown construct is called in the file's format.
    public var name: String?

    public init(_ fault: DocumentFault, page: Int? = nil, count: Int? = nil, name: String? = nil) {
        self.fault = fault
        self.page = page
        self.count = count
        self.name = name
    }

    /// `name` as it may be shown: nil for what is no name of an element, or longer than any of an office format.
    public var shownName: String? {
        guard let name else { return nil }
        let shown = Constructs.shown(name)
        return shown == Constructs.other ? nil : shown
    }
}
