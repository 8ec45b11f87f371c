public import Foundation

/// An element of a FHIR document in XML: what is written, in the order in which it is written.
public struct Element: Equatable, Sendable {
    /// The content of the attribute `value` of a FHIR primitive (FHIR STU3, "XML Representation").
    public enum Value: Equatable, Sendable {
        case text(String)
        /// Bytes that are written in base64; they are held once and encoded only while they are written.
        case base64(Data)
    }

    public struct Attribute: Equatable, Sendable {
        public var name: String
        public var text: String
    }

    public var name: String
    /// Attributes other than `value`: `url`, `xmlns`.
    public var attributes: [Attribute]
    public var value: Value?
    /// Character data, for XHTML; an element with children has none.
    public var text: String?
    public var children: [Element]

    /// An element with children; nil ones are left out.
    public init(_ name: String, _ children: [Element?] = []) {
        self.name = name
        attributes = []
        self.children = children.compactMap(\.self)
    }

    /// A primitive.
    public init(_ name: String, _ value: String) {
        self.init(name)
        self.value = .text(value)
    }

    /// A primitive, or nothing when there is no value.
    public init?(_ name: String, ifPresent value: String?) {
        guard let value else { return nil }
        self.init(name, value)
    }

    /// A base64Binary.
    public init(_ name: String, base64 data: Data) {
        self.init(name)
        value = .base64(data)
    }

    /// An extension of this kind, with its value or its parts.
    public init(extension url: String, _ children: [Element]) {
        self.init("extension", children)
        attributes = [Attribute(name: "url", text: url)]
    }

    /// An XHTML element with text.
    public init(xhtml name: String, text: String) {
        self.init(name)
        self.text = text
    }

    /// The children of this name.
    public func all(_ name: String) -> [Element] { children.filter { $0.name == name } }

    /// The first element at the end of a path of names.
    public func first(_ path: String...) -> Element? {
        path.reduce(self as Element?) { element, name in element?.children.first { $0.name == name } }
    }

    /// The text of a primitive's value; nil for base64.
    public var valueText: String? {
        guard case .text(let text) = value else { return nil }
        return text
    }
}
