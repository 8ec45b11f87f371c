/// The limits beyond which a document is refused. The default values are far above what our writers and known
/// recipients produce.
public struct XMLLimits: Equatable, Sendable {
    /// The limit that was exceeded.
    public enum Bound: String, Equatable, Sendable {
        case size, depth, nameLength, attributes, elements, text, time
    }

    /// Size of the document as UTF-8, in bytes.
    public var size: Int
    /// The depth to which elements are nested, the root element included.
    public var depth: Int
    /// Length of a name with its prefix as UTF-8, in bytes.
    public var nameLength: Int
    /// The number of attributes of one element including namespace declarations, and the number of namespaces in scope
    /// at one place.
    public var attributes: Int
    /// The number of elements in the document.
    public var elements: Int
    /// Length of one text or attribute value as UTF-8, in bytes.
    public var text: Int
    /// Processor time, not clock time, so that a document is not refused because the machine is busy.
    public var time: Duration

    /// - Parameters:
    ///   - size: like `text`, the size of the largest document of a letter in base64.
    ///   - depth: deeper than any known message.
    public init(
        size: Int = 512 << 20, depth: Int = 200, nameLength: Int = 1000, attributes: Int = 1000,
        elements: Int = 5_000_000, text: Int = 512 << 20, time: Duration = .seconds(60)
    ) {
        self.size = size
        self.depth = depth
        self.nameLength = nameLength
        self.attributes = attributes
        self.elements = elements
        self.text = text
        self.time = time
    }
}

extension XMLLimits.Bound {
    /// Completes a sentence that begins with "it has".
    var words: String {
        switch self {
        case .size: "more bytes than are read"
        case .depth: "elements that stand deeper within one another than is read"
        case .nameLength: "a name that is longer than is read"
        case .attributes: "an element with more attributes or namespaces than are read"
        case .elements: "more elements than are read"
        case .text: "a text that is longer than is read"
        case .time: "more in it than can be read in the time that one document has"
        }
    }
}
