/// An element of an XML document, either read or to be written. Attributes and children are in document order.
public struct Element: Equatable, Sendable {
    /// The `value` attribute of a FHIR primitive (FHIR STU3, "XML Representation"), or the text of an element of
    /// another format.
    public enum Value: Equatable, Sendable {
        case text(String)
        /// Bytes that are written in base64. They are encoded, and large files are read, only while the document is
        /// written.
        case base64(Bytes)
        /// Text in CDATA sections, for receivers that search for its markup before they parse the XML. Characters that
        /// the encoding cannot represent are written as HTML character references.
        case markup(String)
    }

    public struct Attribute: Equatable, Sendable {
        public var name: String
        public var text: String

        public init(name: String, text: String) {
            self.name = name
            self.text = text
        }
    }

    /// Shared by copies of an element until one of them changes (copy-on-write), because rules visit every element of a
    /// message dozens of times.
    private final class Storage: @unchecked Sendable {
        @exclusivity(unchecked) var name: String
        @exclusivity(unchecked) var attributes: [Attribute] = []
        @exclusivity(unchecked) var value: Value?
        @exclusivity(unchecked) var content: Value?
        @exclusivity(unchecked) var children: [Element]

        init(_ name: String, _ children: [Element]) { (self.name, self.children) = (name, children) }
    }

    private var storage: Storage

    /// The name with its prefix, if it has one; empty for text between elements.
    public var name: String {
        get { storage.name }
        set { own().name = newValue }
    }

    /// Attributes other than `value`: `url`, `xmlns`.
    public var attributes: [Attribute] {
        get { storage.attributes }
        _modify { yield &own().attributes }
    }

    public var value: Value? {
        get { storage.value }
        set { own().value = newValue }
    }

    /// Character data. An element with children has its text in nameless children instead.
    public var content: Value? {
        get { storage.content }
        set { own().content = newValue }
    }

    public var children: [Element] {
        get { storage.children }
        _modify { yield &own().children }
    }

    /// Returns the storage for a change, after copying it if another element shares it.
    private mutating func own() -> Storage {
        if !isKnownUniquelyReferenced(&storage) {
            let copy = Storage(storage.name, storage.children)
            (copy.attributes, copy.value, copy.content) = (storage.attributes, storage.value, storage.content)
            storage = copy
        }
        return storage
    }

    public static func == (one: Element, other: Element) -> Bool {
        one.storage === other.storage
            || one.name == other.name && one.attributes == other.attributes && one.value == other.value
                && one.content == other.content && one.children == other.children
    }

    /// Creates an element with children; nil children are left out.
    public init(_ name: String, _ children: [Element?] = []) {
        storage = Storage(name, children.compactMap(\.self))
    }

    /// Creates a FHIR primitive.
    public init(_ name: String, _ value: String) {
        self.init(name)
        storage.value = .text(value)
    }

    /// Creates a FHIR primitive; nil if there is no value.
    public init?(_ name: String, ifPresent value: String?) {
        guard let value else { return nil }
        self.init(name, value)
    }

    /// Creates a FHIR base64Binary.
    public init(_ name: String, base64 bytes: Bytes) {
        self.init(name)
        value = .base64(bytes)
    }

    /// Creates a FHIR extension with this URL, and with its value or its nested extensions as children.
    public init(extension url: String, _ children: [Element]) {
        self.init("extension", children)
        attributes = [Attribute(name: "url", text: url)]
    }

    /// Creates an element with character data, for formats other than FHIR.
    ///
    /// - Parameter attributes: names and texts, in the order in which they are written.
    public init(_ name: String, attributes: KeyValuePairs<String, String> = [:], text: String) {
        self.init(name, attributes: attributes)
        content = .text(text)
    }

    /// Creates an element with attributes and children; nil children are left out.
    public init(_ name: String, attributes: KeyValuePairs<String, String>, _ children: [Element?] = []) {
        self.init(name, children)
        self.attributes = attributes.map { Attribute(name: $0.key, text: $0.value) }
    }

    /// Creates text between elements.
    public static func text(_ text: String) -> Element { Element("", text: text) }

    /// The children of this name.
    public func all(_ name: String) -> [Element] { children.filter { $0.name == name } }

    /// The first child of this name.
    public func first(_ name: String) -> Element? {
        for child in children where child.name == name { return child }
        return nil
    }

    /// The element at the end of a path of names; the first child of a name is followed at each step.
    public func first(_ path: String...) -> Element? {
        path.reduce(self as Element?) { element, name in element?.children.first { $0.name == name } }
    }

    /// The text of a FHIR primitive's value; nil for base64.
    public var valueText: String? {
        guard case .text(let text) = value else { return nil }
        return text
    }

    /// The text of the attribute with this name; nil if there is none.
    public func attribute(_ name: String) -> String? { attributes.first { $0.name == name }?.text }

    /// All character data of the element and its descendants in document order, without base64.
    public var allText: String {
        switch content {
        case .text(let text), .markup(let text): return text
        default: break
        }
        return children.map(\.allText).joined()
    }

    /// This element and all its descendants, parents before children.
    public var everything: [Element] { [self] + children.flatMap(\.everything) }
}
