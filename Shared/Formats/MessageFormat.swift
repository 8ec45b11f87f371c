public import Foundation
public import Letters
public import XML

/// The properties of one message format that conversion and `meshpost validate` need.
public struct MessageFormat: Sendable {
    /// The largest message that a recipient accepts, in bytes, unless the practices file says otherwise; nil for no
    /// limit.
    public let usualLimit: Int?
    /// How much HTML the recipients' systems show in this format, unless the trust has tested its own.
    public let shownHTML: @Sendable (Practice.System) -> ShownHTML
    /// The identifier under which a practice has stored a document that it got in this format; nil when it has none.
    public let documentIdentifier: @Sendable (Predecessor) -> UUID?
    /// The kinds of files of this format, answers included.
    public let kinds: [MessageKind]

    init(
        usualLimit: Int?, shownHTML: @escaping @Sendable (Practice.System) -> ShownHTML = { _ in .tables },
        documentIdentifier: @escaping @Sendable (Predecessor) -> UUID? = { _ in nil }, kinds: [MessageKind] = []
    ) {
        self.usualLimit = usualLimit
        self.shownHTML = shownHTML
        self.documentIdentifier = documentIdentifier
        self.kinds = kinds
    }

    /// The registry of formats; its `switch` does not compile until each format has an entry.
    public static func of(_ format: Practice.Format) -> MessageFormat {
        switch format {
        case .toc: .transferOfCare
        case .sendDocument: .sendDocument
        case .kettering: .kettering
        case .itk2: .itk2
        case .ukcore: .ukCore
        case .folder: MessageFormat(usualLimit: nil)
        }
    }

    /// The kind of a file, by its root element; nil for a file that MeshPost neither writes nor reads.
    public static func kind(of root: Element) -> MessageKind? {
        let kinds = Practice.Format.allCases.flatMap { of($0).kinds }.filter { $0.matches(root) }
        return kinds.first { !$0.isGeneral } ?? kinds.first
    }

    /// The identifier under which the recipient has stored a document that was sent to it; nil when it has none.
    public static func identifier(of predecessor: Predecessor) -> UUID? {
        Practice.Format(rawValue: predecessor.format).flatMap { of($0).documentIdentifier(predecessor) }
    }
}

/// A kind of file: how it is recognised, summarised in one line, and validated.
public struct MessageKind: Sendable {
    /// The kind's name with its article: `an ITK3 message`.
    public let name: @Sendable (Element) -> String
    /// Whether a file with this root element is of this kind.
    public let matches: @Sendable (Element) -> Bool
    /// True when a more specific kind may match the same file and then takes precedence.
    public let isGeneral: Bool
    /// Describes a file that only looks like this kind; nil when it is of this kind.
    public let otherwise: @Sendable (Element) -> String?
    /// Returns a summary in one line. It repeats no text of the message, because titles and names are patient data.
    ///
    /// - Throws: `Violation` when the file cannot be read into our values; other errors of its reader.
    public let summary: @Sendable (Element, Data) throws -> String
    /// The violations of the format's rules in a file.
    public let violations: @Sendable (Element) -> [Violation]

    init(
        _ name: String, isGeneral: Bool = false, where matches: @escaping @Sendable (Element) -> Bool,
        otherwise: @escaping @Sendable (Element) -> String? = { _ in nil },
        summary: @escaping @Sendable (Element, Data) throws -> String,
        violations: @escaping @Sendable (Element) -> [Violation]
    ) {
        self.init(
            named: { _ in name }, isGeneral: isGeneral, where: matches, otherwise: otherwise, summary: summary,
            violations: violations)
    }

    init(
        named name: @escaping @Sendable (Element) -> String, isGeneral: Bool = false,
        where matches: @escaping @Sendable (Element) -> Bool,
        otherwise: @escaping @Sendable (Element) -> String? = { _ in nil },
        summary: @escaping @Sendable (Element, Data) throws -> String,
        violations: @escaping @Sendable (Element) -> [Violation]
    ) {
        self.name = name
        self.matches = matches
        self.isGeneral = isGeneral
        self.otherwise = otherwise
        self.summary = summary
        self.violations = violations
    }
}
