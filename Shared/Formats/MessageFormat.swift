public import Foundation
public import Letters
public import XML

/// What MeshPost knows of one message format, in one place for all who ask: conversion, and `meshpost validate`.
public struct MessageFormat: Sendable {
    /// The most bytes that a recipient takes of a message, where the practices file says nothing; nil for no limit.
    public let usualLimit: Int?
    /// How much of HTML the readers of the format are known to show, where the trust has not tried another.
    public let shownHTML: @Sendable (Practice.System) -> ShownHTML
    /// The identifier under which a practice knows a document that it got in this format; nil where it knows none.
    public let documentIdentifier: @Sendable (Predecessor) -> UUID?
    /// The files of the format, and of the answers to it.
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

    /// The registry: the compiler asks for each format's row.
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

    /// The kind of a file by its outermost element; nil for one that MeshPost neither writes nor reads.
    public static func kind(of root: Element) -> MessageKind? {
        let kinds = Practice.Format.allCases.flatMap { of($0).kinds }.filter { $0.matches(root) }
        return kinds.first { !$0.isGeneral } ?? kinds.first
    }

    /// The identifier under which the recipient knows a document that was sent to it; nil where it knows none.
    public static func identifier(of predecessor: Predecessor) -> UUID? {
        Practice.Format(rawValue: predecessor.format).flatMap { of($0).documentIdentifier(predecessor) }
    }
}

/// A kind of file: how it is told from others, what it says in one line, and how it is judged.
public struct MessageKind: Sendable {
    /// With its article: `an ITK3 message`.
    public let name: @Sendable (Element) -> String
    /// Whether a file with this outermost element is of the kind.
    public let matches: @Sendable (Element) -> Bool
    /// Kinds of which a more special one may match too.
    public let isGeneral: Bool
    /// What the file is where it only looks like this kind; nil where it is of it.
    public let otherwise: @Sendable (Element) -> String?
    /// In one line; nothing of the message's own text is repeated, for titles and names are patient data.
    ///
    /// - Throws: `Violation` where it cannot be read into our values, or the reader's own error.
    public let summary: @Sendable (Element, Data) throws -> String
    /// What breaks a rule in it.
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
