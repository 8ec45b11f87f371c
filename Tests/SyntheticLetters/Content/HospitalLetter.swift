/// The content of a synthetic letter of a fictitious hospital about a fictitious patient, independent of a file format.
public struct HospitalLetter: Sendable, Equatable {
    /// How the writer splits text into runs: a word processor splits at the marks of its spelling checker, others do
    /// not.
    public enum Dialect: Sendable { case marked, plain }

    public enum Typeface: String, Sendable, CaseIterable {
        case arial = "Arial"
        case calibri = "Calibri"
        case times = "Times New Roman"
        case cambria = "Cambria"
    }

    public var seed: Int
    public var dialect: Dialect
    public var typeface: Typeface
    /// Font size in points.
    public var size: Int
    /// If true, its bullets are characters of a symbol font (private use area) whose font the list does not name.
    public var hasBareBullets: Bool
    /// The header of every page, except of the first page if there is `firstHead`.
    public var head: Edge
    public var firstHead: Edge?
    /// The footer of every page.
    public var foot: Edge
    public var blocks: [Block]
}

/// Text with the same character formatting.
public struct Span: Sendable, Equatable, ExpressibleByStringLiteral {
    /// The text. It may contain the characters of `Sign`, soft hyphens, non-breaking spaces and non-breaking hyphens.
    public var text: String
    public var isBold = false
    public var isItalic = false

    public init(_ text: String, isBold: Bool = false, isItalic: Bool = false) {
        (self.text, self.isBold, self.isItalic) = (text, isBold, isItalic)
    }

    public init(stringLiteral text: String) { self.text = text }
}

/// Characters for which each file format has its own markup.
enum Sign {
    static let softHyphen: Unicode.Scalar = "\u{AD}"
    static let firmHyphen: Unicode.Scalar = "\u{2011}"
    static let firmSpace: Unicode.Scalar = "\u{A0}"
    static let tab: Unicode.Scalar = "\t"
    static let line: Unicode.Scalar = "\n"
    /// Placeholders for the page number and for the number of pages.
    static let page: Unicode.Scalar = "\u{E000}"
    static let pages: Unicode.Scalar = "\u{E001}"
}

/// The content of a page's header or footer.
public struct Edge: Sendable, Equatable {
    public var picture: Picture?
    public var lines: [[Span]]

    public init(picture: Picture? = nil, _ lines: [[Span]]) { (self.picture, self.lines) = (picture, lines) }
}

public enum Block: Sendable, Equatable {
    case paragraph(Paragraph)
    case list(NumberedList)
    case table(Table)
    case picture(Picture)
    case pageBreak
}

public struct Paragraph: Sendable, Equatable {
    public enum Style: Sendable { case body, heading, right, centred }

    public var spans: [Span]
    public var style: Style

    public init(_ spans: [Span], _ style: Style = .body) { (self.spans, self.style) = (spans, style) }
}

public struct Table: Sendable, Equatable {
    public enum Kind: Sendable { case actionsOfThree, actionsOfFour, medicines, results }

    public var kind: Kind
    /// Widths of the columns, in twentieths of a point.
    public var widths: [Int]
    public var head: [[Span]]
    public var rows: [[[Span]]]
    /// If true, the table's header row is repeated on each page that the table continues on.
    public var repeatsHead: Bool
    /// If true, a row may break across pages.
    public var splitsRows: Bool
}

extension HospitalLetter {
    /// A feature of a letter that a reader of its format has to support.
    public enum Feature: String, Sendable, CaseIterable {
        case actionsOfThree = "actions, 3 columns"
        case actionsOfFour = "actions, 4 columns"
        case medicines = "medicines"
        case tableOverPages = "table over pages"
        case numberedList = "numbered list"
        case nestedList = "nested list"
        case bullets = "bullets"
        case letterhead = "letterhead picture"
        case signature = "signature picture"
        case firstPageHead = "head of the first page"
        case pageBreak = "page break"
        case softHyphens = "soft hyphens"
        case firmHyphens = "non-breaking hyphens"
        case tabs = "tabs"
        case marked = "split runs"
        case bareBullets = "bullets without typeface"
        case endsWithList = "list at the end"
    }

    public var features: Set<Feature> {
        var found: Set<Feature> = []
        for block in blocks {
            switch block {
            case .paragraph: break
            case .pageBreak: found.insert(.pageBreak)
            case .picture: found.insert(.signature)
            case .list(let list):
                found.insert(list.kind == .bullets ? .bullets : .numberedList)
                if list.items.contains(where: { $0.level > 0 }) { found.insert(.nestedList) }
            case .table(let table):
                switch table.kind {
                case .actionsOfThree: found.insert(.actionsOfThree)
                case .actionsOfFour: found.insert(.actionsOfFour)
                case .medicines: found.insert(.medicines)
                case .results: break
                }
                if table.rows.count > 22 { found.insert(.tableOverPages) }
            }
        }
        if dialect == .marked { found.insert(.marked) }
        if hasBareBullets && found.contains(.bullets) { found.insert(.bareBullets) }
        if case .list = blocks.last { found.insert(.endsWithList) }
        if firstHead != nil { found.insert(.firstPageHead) }
        if head.picture != nil || firstHead?.picture != nil { found.insert(.letterhead) }
        let scalars = Set(allSpans.flatMap { $0.text.unicodeScalars })
        if scalars.contains(Sign.softHyphen) { found.insert(.softHyphens) }
        if scalars.contains(Sign.firmHyphen) { found.insert(.firmHyphens) }
        if scalars.contains(Sign.tab) { found.insert(.tabs) }
        return found
    }

    private var allSpans: [Span] {
        (head.lines + foot.lines + (firstHead?.lines ?? [])).flatMap { $0 }
            + blocks.flatMap { block -> [Span] in
                switch block {
                case .paragraph(let paragraph): paragraph.spans
                case .list(let list): list.items.flatMap(\.spans)
                case .table(let table): (table.head + table.rows.flatMap { $0 }).flatMap { $0 }
                case .picture, .pageBreak: []
                }
            }
    }
}
