public import XML

/// Why a control file cannot be read or written. It repeats no value, which could be patient data.
public enum ControlFileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Not XML, or it ends early; the line.
    case notXML(line: Int)
    /// XML with another root than `DTSControl`.
    case notControlFile
    /// It has a document type, which could define entities.
    case documentType
    /// Another encoding than is read, or more of something than any client writes.
    case notTaken(XMLError)
    /// Larger than any client writes; the bytes.
    case tooLarge(Int)
    /// An element's value is longer than the interface takes.
    case tooLong(element: String, characters: Int, most: Int)
    /// An element's value holds a character that XML, or a MESH header, cannot.
    case characters(element: String)

    init(_ error: XMLError) {
        self =
            switch error {
            case .notXML(let line): .notXML(line: line)
            case .documentType: .documentType
            default: .notTaken(error)
            }
    }

    /// Fit for a metric's label and a letter's reason.
    public var code: String {
        switch self {
        case .notXML, .notControlFile, .documentType, .notTaken, .tooLarge: "control-file-unreadable"
        case .tooLong: "header-length"
        case .characters: "header-characters"
        }
    }

    /// A sentence.
    public var description: String {
        switch self {
        case .notXML(let line): "the control file is not XML, or not yet whole (line \(line))"
        case .notControlFile: "the file is XML, but not a DTSControl"
        case .documentType: "the control file has a document type, which no MESH client writes"
        case .notTaken(let error): "the control file cannot be read: \(error)"
        case .tooLarge(let size): "the control file has \(size) bytes, which no MESH client writes"
        case .tooLong(let element, let characters, let most):
            "\(element) has \(characters) characters, the MESH client takes \(most)"
        case .characters(let element):
            "\(element) holds a character that is not printable ASCII: MESH would garble or refuse it"
        }
    }
}
