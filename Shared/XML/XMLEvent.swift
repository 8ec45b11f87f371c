/// An event of the XML parser.
public enum XMLEvent: Equatable, Sendable {
    case start(XMLTag)
    /// All character data up to the next tag, with references and CDATA sections resolved; never empty.
    case text(String)
    /// The end of the innermost open element.
    case end(XMLName)
}

/// Whether the parser goes on after an event.
public enum XMLStep: Equatable, Sendable {
    case goOn, stop
}

/// The name of an element or attribute.
public struct XMLName: Equatable, Sendable {
    /// The name as it is written, with its prefix if it has one.
    public let text: String
    /// The name without its prefix.
    public let local: String
    /// The namespace URI; nil if the name has no namespace or an undeclared prefix.
    public let namespace: String?
}

/// The start tag of an element.
public struct XMLTag: Equatable, Sendable {
    public struct Attribute: Equatable, Sendable {
        public let name: XMLName
        public let text: String
    }

    /// A namespace that the element declares.
    public struct Declaration: Equatable, Sendable {
        /// Empty for the default namespace.
        public let prefix: String
        /// Empty where the default namespace is undeclared.
        public let address: String

        /// The name of the attribute that declares the namespace.
        public var name: String { prefix.isEmpty ? "xmlns" : "xmlns:\(prefix)" }
    }

    public let name: XMLName
    /// In document order, without namespace declarations.
    public let attributes: [Attribute]
    public let namespaces: [Declaration]

    /// The text of the attribute with this name, prefix included; nil if there is none.
    public func attribute(_ name: String) -> String? { attributes.first { $0.name.text == name }?.text }

    /// The texts of all attributes and namespace declarations by name, prefix included.
    public var everyAttribute: [String: String] {
        var all: [String: String] = [:]
        for attribute in attributes { all[attribute.name.text] = attribute.text }
        for declaration in namespaces { all[declaration.name] = declaration.address }
        return all
    }
}
