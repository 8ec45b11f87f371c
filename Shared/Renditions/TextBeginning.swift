import Foundation

/// Detects from its beginning whether a text is a letter, a web page, or data that programs exchange.
struct TextBeginning {
    private let start: String

    init(_ text: String) {
        start = text.prefix(1024).replacing("\r\n", with: "\n").trimmingCharacters(
            in: .whitespacesAndNewlines.union(["\u{FEFF}"])
        ).lowercased()
    }

    /// The type of the text; nil if it cannot be a letter.
    var type: DocumentType? {
        if isHTML { return .html }
        if isPage { return .mhtml }
        return isMessage || isMail || isBase64 ? nil : .text
    }

    private static let elements: Set = [
        "html", "head", "body", "meta", "title", "style", "link", "base", "div", "p", "table", "tbody", "tr", "td",
        "span",
        "font", "b", "strong", "i", "em", "u", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl",
        "center", "pre", "blockquote", "section", "article", "main", "header", "img", "a", "small", "form", "script",
    ]

    /// HTML may begin with comments and declarations. A fragment may begin with text, and is then recognised by tags
    /// for lines and paragraphs.
    private var isHTML: Bool {
        var rest = start[...]
        while let match = rest.prefixMatch(of: /\s*(<!--[\s\S]*?-->|<\?[^>]*>)/) {
            rest = rest[match.range.upperBound...]
        }
        if rest.prefixMatch(of: /\s*<!doctype\s+html/) != nil { return true }
        if let match = rest.prefixMatch(of: /\s*<([a-z][a-z0-9]*)[\s\/>]/) {
            return Self.elements.contains(String(match.1))
        }
        // With more line breaks than such tags, the text is plain.
        let marks = start.matches(of: /<br\s*\/?>|<\/(p|div|td|tr|table)>/).count
        return marks > 0 && marks >= start.count(where: \.isNewline)
    }

    /// XML other than HTML, HL7 version 2, EDIFACT, JSON or PostScript.
    private var isMessage: Bool {
        start.hasPrefix("<?xml") || start.hasPrefix("%!ps")
            || start.prefixMatch(of: /(msh|fhs|bhs)\||una:\+|unb\+|\{\s*"|<[a-z][a-z0-9_.:-]*\s[^>]*xmlns/) != nil
    }

    /// A saved web page with its images (MHTML).
    private var isPage: Bool { isMail && start.contains(/(^|\n)content-type:\s*multipart\/related/) }

    /// True if there are header fields of a mail or an MHTML file (RFC 2045).
    private var isMail: Bool {
        start.contains(/(^|\n)(mime-version|content-transfer-encoding):/)
    }

    /// A file in base64 (RFC 4648, 4), recognised by the encoded signatures of PDF, ZIP, Word, RTF, TIFF, JPEG, PNG,
    /// HTML and XML.
    private var isBase64: Bool {
        let marks = [
            "jvberi0", "uesdb", "0m8r4kgx", "e1xydgy", "sukqa", "tu0aka", "/9j/", "ivborw0kggo", "pgh0bw", "pcfet0n",
            "pd94bw",
        ]
        return marks.contains(where: start.hasPrefix)
            && start.prefix(60).allSatisfy { !$0.isWhitespace || $0.isNewline }
    }
}
