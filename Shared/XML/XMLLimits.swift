/// How much of a document is read before it is refused: no writer of ours or of a recipient comes near the usual
/// values.
public struct XMLLimits: Equatable, Sendable {
    /// What was too much.
    public enum Bound: String, Equatable, Sendable {
        case size, depth, nameLength, attributes, elements, text, time
    }

    /// The whole document, in bytes as UTF-8.
    public var size: Int
    /// How many elements stand within one another, the outermost included.
    public var depth: Int
    /// A name with its prefix, in bytes as UTF-8.
    public var nameLength: Int
    /// Attributes of one element, namespaces that it declares included; and namespaces that are in scope at one place.
    public var attributes: Int
    /// Elements of the whole document.
    public var elements: Int
    /// One text or one attribute's value, in bytes as UTF-8.
    public var text: Int
    /// The most processor time, not clock time: a document is not refused because the machine is busy.
    public var time: Duration

    /// - Parameters:
    ///   - size: with the text, as large as the largest document of a letter in base64.
    ///   - depth: deeper than any message that anybody sends.
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
    /// For a sentence that begins with "it has".
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
