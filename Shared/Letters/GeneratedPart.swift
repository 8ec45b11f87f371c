import Foundation

/// A part of a document that the program writes: `meshpost settings --into deploy/docs/OPERATING.md`.
public struct GeneratedPart: Sendable {
    /// What stands before and after the part in the document.
    public let begin: String
    public let end: String
    private let markdown: @Sendable () -> String

    /// - Parameters:
    ///   - name: what the marks call the part: `settings`.
    ///   - markdown: the part as it is now.
    public init(_ name: String, markdown: @escaping @Sendable () -> String) {
        begin = "<!-- \(name): written by `meshpost settings --into deploy/docs/OPERATING.md` -->"
        end = "<!-- end of \(name) -->"
        self.markdown = markdown
    }

    /// The document with this part as it is now; nil when the document has no marks for it.
    public func replaced(in document: String) -> String? {
        guard let first = document.range(of: begin), let last = document.range(of: end),
            first.upperBound < last.lowerBound
        else { return nil }
        return document[..<first.upperBound] + "\n\n\(markdown())\n\n" + document[last.lowerBound...]
    }
}
