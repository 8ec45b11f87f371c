/// What a text of OpenDocument may hold (OpenDocument 1.2 part 1, 4 to 10, and LibreOffice's own additions): every other
/// element is unknown, and might be left out by a layout without a word.
///
/// Their text is compared, whatever a layout computes of it; what has none is shown as a drawing, or marks a place.
enum OpenDocumentConstructs {
    private static let names: [String: Set<String>] = [
        "office": table(
            """
            body text annotation annotation-end binary-data change-info event-listeners forms master-styles script
            """),
        "text": table(
            """
            a alphabetical-index alphabetical-index-auto-mark-file alphabetical-index-entry-template \
            alphabetical-index-mark alphabetical-index-mark-end alphabetical-index-mark-start alphabetical-index-source \
            author-initials author-name bibliography bibliography-entry-template bibliography-mark bibliography-source \
            bookmark bookmark-end bookmark-ref bookmark-start change change-end change-start changed-region chapter \
            character-count conditional-text creation-date creation-time creator database-display database-name \
            database-next database-row-number database-row-select date dde-connection-decl dde-connection-decls dde-source \
            deletion description drop-down editing-cycles editing-duration expression file-name format-change h \
            hidden-paragraph hidden-text illustration-index illustration-index-entry-template illustration-index-source \
            image-count index-body index-entry-bibliography index-entry-chapter index-entry-link-end index-entry-link-start \
            index-entry-page-number index-entry-span index-entry-tab-stop index-entry-text index-source-style \
            index-source-styles index-title index-title-template initial-creator insertion keywords label line-break list \
            list-header list-item measure meta meta-field modification-date modification-time note note-body \
            note-citation note-continuation-notice-backward note-continuation-notice-forward note-ref number \
            numbered-paragraph object-count object-index object-index-entry-template object-index-source p page \
            page-continuation page-count page-number page-sequence page-variable-get page-variable-set paragraph-count \
            placeholder print-date print-time printed-by reference-mark reference-mark-end reference-mark-start reference-ref \
            ruby ruby-base ruby-text s section section-source sender-city sender-company sender-country sender-email \
            sender-fax sender-firstname sender-initials sender-lastname sender-phone-private sender-phone-work \
            sender-position sender-postal-code sender-state-or-province sender-street sender-title sequence sequence-decl \
            sequence-decls sequence-ref sheet-name soft-page-break span subject tab table-count table-formula table-index \
            table-index-entry-template table-index-source table-of-content table-of-content-entry-template \
            table-of-content-source template-name text-input time title toc-mark toc-mark-end toc-mark-start \
            tracked-changes user-defined user-field-decl user-field-decls user-field-get user-field-input user-index \
            user-index-entry-template user-index-mark user-index-mark-end user-index-mark-start user-index-source \
            variable-decl variable-decls variable-get variable-input variable-set word-count
            """),
        "table": table(
            """
            table table-column table-columns table-column-group table-header-columns table-header-rows table-row table-rows \
            table-row-group table-cell covered-table-cell title desc
            """),
        "draw": table(
            """
            a area-circle area-polygon area-rectangle caption circle connector contour-path contour-polygon control \
            custom-shape ellipse enhanced-geometry equation frame g glue-point handle image image-map line measure object \
            object-ole path polygon polyline rect regular-polygon text-box
            """),
        "style": table(
            "header footer header-left footer-left header-first footer-first region-left region-center region-right"),
        "svg": table("title desc"),
        "script": table("event-listener"),
        "dc": table("creator date"),
        "meta": table("creator-initials date-string"),
        // Fields of Word, and controls of its content, as LibreOffice writes them.
        "field": table("fieldmark fieldmark-start fieldmark-end fieldmark-separator param"),
        "loext": table("content-control list-item p region-left region-center region-right"),
    ]

    /// What no page shows.
    static let silent: Set = [
        "office:forms", "svg:title", "svg:desc", "text:sequence-decls",
    ]
    /// What the layout counts.
    static let counted: Set = [
        "text:page-number", "text:page-count", "text:page-continuation", "text:note-citation",
    ]
    /// What stands in a text as one thing.
    static let shapes: Set = [
        "draw:frame", "draw:g", "draw:custom-shape", "draw:line", "draw:rect", "draw:ellipse", "draw:polyline",
        "draw:polygon", "draw:path", "draw:connector", "draw:control",
    ]
    /// What stands at head and foot, and of which pages of a kind.
    static let edges = [
        "style:header": "", "style:footer": "", "style:header-left": "left", "style:footer-left": "left",
        "style:header-first": "first", "style:footer-first": "first",
    ]

    private static func table(_ words: String) -> Set<String> { Set(words.split(separator: " ").map(String.init)) }

    static func isKnown(_ name: String) -> Bool {
        let halves = name.split(separator: ":", maxSplits: 1)
        return halves.count == 2 && names[String(halves[0])]?.contains(String(halves[1])) == true
    }
}
