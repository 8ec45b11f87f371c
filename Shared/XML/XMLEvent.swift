/// What comes next in an XML document.
public enum XMLEvent: Equatable, Sendable {
    case start(XMLTag)
    /// All character data up to the next tag, references and CDATA sections resolved; never empty.
    case text(String)
    /// The end of the element that began last and has not ended.
    case end(XMLName)
}

/// Whether the reader of a document wants more of it.
public enum XMLStep: Equatable, Sendable {
    case goOn, stop
}

/// The name of an element or attribute.
public struct XMLName: Equatable, Sendable {
    /// As it is written, with its prefix if it has one.
    public let text: String
    /// Without its prefix.
    public let local: String
    /// The address of its namespace; nil where it has none, or a prefix that nothing declares.
    public let namespace: String?
}

/// The beginning of an element.
public struct XMLTag: Equatable, Sendable {
    public struct Attribute: Equatable, Sendable {
        public let name: XMLName
        public let text: String
    }

    /// A namespace that the element declares.
    public struct Declaration: Equatable, Sendable {
        /// Empty for the default namespace.
        public let prefix: String
        /// Empty where the default namespace is taken back.
        public let address: String

        /// The attribute by which it is declared.
        public var name: String { prefix.isEmpty ? "xmlns" : "xmlns:\(prefix)" }
    }

    public let name: XMLName
    /// In the order in which they are written, declarations of namespaces excepted.
    public let attributes: [Attribute]
    public let namespaces: [Declaration]

    /// The text of the attribute that is written so.
    public func attribute(_ name: String) -> String? { attributes.first { $0.name.text == name }?.text }

    /// Attributes and declarations by their names as they are written.
    public var everyAttribute: [String: String] {
        var all: [String: String] = [:]
        for attribute in attributes { all[attribute.name.text] = attribute.text }
        for declaration in namespaces { all[declaration.name] = declaration.address }
        return all
    }
}
