/// Why bytes are not taken as XML. Free of what they say.
public enum XMLError: Error, Equatable, Sendable, CustomStringConvertible {
    case notXML(line: Int)
    /// A document type could define entities, or bring something in from elsewhere.
    case documentType
    /// Its encoding, by its first bytes or its declaration, is none that is read here.
    case encoding
    /// Its first bytes and its declaration say different encodings.
    case encodingsDiffer
    /// Bytes that are no characters in its encoding.
    case characters(line: Int)
    /// The name of an element or attribute has a prefix that stands for no namespace.
    case undeclaredPrefix(line: Int)
    case beyond(XMLLimits.Bound, line: Int)

    /// Where it cannot be read, the first line being 1.
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
