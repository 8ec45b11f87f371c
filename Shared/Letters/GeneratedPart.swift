import Foundation

/// A part of a document that `meshpost settings --into deploy/docs/OPERATING.md` writes.
public struct GeneratedPart: Sendable {
    /// The marks before and after the part in the document.
    public let begin: String
    public let end: String
    private let markdown: @Sendable () -> String

    /// - Parameters:
    ///   - name: the name of the part in its marks, for example `settings`.
    ///   - markdown: returns the current text of the part.
    public init(_ name: String, markdown: @escaping @Sendable () -> String) {
        begin = "<!-- \(name): written by `meshpost settings --into deploy/docs/OPERATING.md` -->"
        end = "<!-- end of \(name) -->"
        self.markdown = markdown
    }

    /// Returns the document with this part brought up to date; nil if the document has no marks for it.
    public func replaced(in document: String) -> String? {
        guard let first = document.range(of: begin), let last = document.range(of: end),
            first.upperBound < last.lowerBound
        else { return nil }
        return document[..<first.upperBound] + "\n\n\(markdown())\n\n" + document[last.lowerBound...]
    }
}
