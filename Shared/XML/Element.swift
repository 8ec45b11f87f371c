/// An element of an XML document: what is written, in the order in which it is written, or what was read.
public struct Element: Equatable, Sendable {
    /// What the attribute `value` of a FHIR primitive holds (FHIR STU3, "XML Representation"), or the text of an
    /// element of another format.
    public enum Value: Equatable, Sendable {
        case text(String)
        /// Bytes that are written in base64; they are encoded, and where they are many read, only while they are written.
        case base64(Bytes)
        /// Text in CDATA sections, for readers who look for its markup before they parse; what the encoding cannot hold
        /// is written as a reference of HTML.
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

    /// A copy of an element is one reference: rules look at every element of a message dozens of times.
    private final class Storage: @unchecked Sendable {
        @exclusivity(unchecked) var name: String
        @exclusivity(unchecked) var attributes: [Attribute] = []
        @exclusivity(unchecked) var value: Value?
        @exclusivity(unchecked) var content: Value?
        @exclusivity(unchecked) var children: [Element]

        init(_ name: String, _ children: [Element]) { (self.name, self.children) = (name, children) }
    }

    private var storage: Storage

    /// With its prefix, if it has one; empty for a piece of text between elements.
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

    /// Character data; an element with children has its text in nameless children instead.
    public var content: Value? {
        get { storage.content }
        set { own().content = newValue }
    }

    public var children: [Element] {
        get { storage.children }
        _modify { yield &own().children }
    }

    /// The storage, which no other element shares, to be changed.
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

    /// An element with children; nil ones are left out.
    public init(_ name: String, _ children: [Element?] = []) {
        storage = Storage(name, children.compactMap(\.self))
    }

    /// A FHIR primitive.
    public init(_ name: String, _ value: String) {
        self.init(name)
        storage.value = .text(value)
    }

    /// A FHIR primitive, or nothing when there is no value.
    public init?(_ name: String, ifPresent value: String?) {
        guard let value else { return nil }
        self.init(name, value)
    }

    /// A FHIR base64Binary.
    public init(_ name: String, base64 bytes: Bytes) {
        self.init(name)
        value = .base64(bytes)
    }

    /// A FHIR extension of this kind, with its value or its parts.
    public init(extension url: String, _ children: [Element]) {
        self.init("extension", children)
        attributes = [Attribute(name: "url", text: url)]
    }

    /// An element with character data, as everything but FHIR has it.
    ///
    /// - Parameter attributes: names and texts, in the order in which they are written.
    public init(_ name: String, attributes: KeyValuePairs<String, String> = [:], text: String) {
        self.init(name, attributes: attributes)
        content = .text(text)
    }

    /// An element with attributes and children; nil ones are left out.
    public init(_ name: String, attributes: KeyValuePairs<String, String>, _ children: [Element?] = []) {
        self.init(name, children)
        self.attributes = attributes.map { Attribute(name: $0.key, text: $0.value) }
    }

    /// A piece of text between elements.
    public static func text(_ text: String) -> Element { Element("", text: text) }

    /// The children of this name.
    public func all(_ name: String) -> [Element] { children.filter { $0.name == name } }

    /// The first child of this name.
    public func first(_ name: String) -> Element? {
        for child in children where child.name == name { return child }
        return nil
    }

    /// The first element at the end of a path of names.
    public func first(_ path: String...) -> Element? {
        path.reduce(self as Element?) { element, name in element?.children.first { $0.name == name } }
    }

    /// The text of a FHIR primitive's value; nil for base64.
    public var valueText: String? {
        guard case .text(let text) = value else { return nil }
        return text
    }

    /// The attribute of this name.
    public func attribute(_ name: String) -> String? { attributes.first { $0.name == name }?.text }

    /// All character data in it, in order, base64 excepted.
    public var allText: String {
        switch content {
        case .text(let text), .markup(let text): return text
        default: break
        }
        return children.map(\.allText).joined()
    }

    /// This element and all below it.
    public var everything: [Element] { [self] + children.flatMap(\.everything) }
}
