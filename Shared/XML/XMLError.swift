/// The reason why bytes are refused as XML. Contains no text of the document.
public enum XMLError: Error, Equatable, Sendable, CustomStringConvertible {
    case notXML(line: Int)
    /// The document has a document type, which could define entities or include external content.
    case documentType
    /// The encoding, by the first bytes or the declaration, is not supported.
    case encoding
    /// The byte order mark and the declaration name different encodings.
    case encodingsDiffer
    /// The document contains bytes that are invalid in its encoding.
    case characters(line: Int)
    /// The name of an element or attribute has a prefix for which no namespace is declared.
    case undeclaredPrefix(line: Int)
    case beyond(XMLLimits.Bound, line: Int)

    /// The line at which reading failed; the first line is 1.
    public var line: Int {
        switch self {
        case .notXML(let line), .characters(let line), .undeclaredPrefix(let line), .beyond(_, let line): line
        case .documentType, .encoding, .encodingsDiffer: 1
        }
    }

    /// A sentence without its full stop.
    public var description: String {
        switch self {
        case .notXML(let line): "it is not well-formed XML: line \(line) cannot be read"
        case .documentType: "it has a document type, which is not taken: it could bring in something from elsewhere"
        case .encoding:
            "its character encoding is not taken: write it in UTF-8 (UTF-16 with a byte order mark, ISO-8859-1 and "
                + "US-ASCII are read too)"
        case .encodingsDiffer: "its byte order mark and its XML declaration say different character encodings"
        case .characters(let line):
            "line \(line) has bytes that are no characters in its encoding (UTF-8 where its declaration says none)"
        case .undeclaredPrefix(let line): "a name on line \(line) has a prefix that nothing declares"
        case .beyond(let bound, let line): "it has \(bound.words) (line \(line))"
        }
    }
}
