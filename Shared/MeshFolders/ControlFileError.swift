public import XML

/// The reason why a control file cannot be read or written. Contains no values of the file, which could be patient
/// data.
public enum ControlFileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file is not XML or is truncated; with the line of the error.
    case notXML(line: Int)
    /// The root element is not `DTSControl`.
    case notControlFile
    /// The file has a document type, which could define entities.
    case documentType
    /// The encoding is not supported, or a limit is exceeded that no client reaches.
    case notTaken(XMLError)
    /// The file is larger than any client writes; with its size in bytes.
    case tooLarge(Int)
    /// The value of an element is longer than the interface allows.
    case tooLong(element: String, characters: Int, most: Int)
    /// The value of an element contains a character that XML or a MESH header cannot represent.
    case characters(element: String)

    init(_ error: XMLError) {
        self =
            switch error {
            case .notXML(let line): .notXML(line: line)
            case .documentType: .documentType
            default: .notTaken(error)
            }
    }

    /// The code for metric labels and reasons.
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
