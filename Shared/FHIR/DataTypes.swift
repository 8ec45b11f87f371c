public import Foundation
import Messages

/// A concept of a code system, with the words for it (data type Coding).
public struct Coding: Hashable, Sendable {
    public var system: String
    public var code: String
    public var display: String

    public init(system: String, code: String, display: String) {
        self.system = system
        self.code = code
        self.display = display
    }

    /// Its parts, for an element that is a Coding.
    public func element(_ name: String) -> Element {
        Element(name, [Element("system", system), Element("code", code), Element("display", display)])
    }

    /// A CodeableConcept with this coding and nothing else.
    public func concept(_ name: String) -> Element { Element(name, [element("coding")]) }
}

/// A business identifier (data type Identifier).
public struct BusinessIdentifier: Hashable, Sendable {
    public var system: String
    public var value: String

    public init(system: String, value: String) {
        self.system = system
        self.value = value
    }

    /// A UUID as an identifier.
    public init(_ uuid: UUID) { self.init(system: FHIR.uuidSystem, value: FHIR.id(uuid)) }

    public func element(_ name: String, extensions: [Element] = []) -> Element {
        Element(name, extensions + [Element("system", system), Element("value", value)])
    }
}

/// A reference to a resource of the same bundle.
public struct Reference: Hashable, Sendable {
    public var target: UUID

    public init(_ target: UUID) { self.target = target }

    public func element(_ name: String) -> Element { Element(name, [Element("reference", FHIR.urn(target))]) }
}

/// Human-readable text, generated from the data (data type Narrative).
public struct Narrative: Hashable, Sendable {
    /// One paragraph each; plain text.
    public var paragraphs: [String]

    public init(_ paragraphs: String...) { self.paragraphs = paragraphs }

    public var element: Element {
        var division = Element("div", paragraphs.map { Element(xhtml: "p", text: $0) })
        division.attributes = [Element.Attribute(name: "xmlns", text: FHIR.xhtml)]
        return Element("text", [Element("status", "generated"), division])
    }
}

/// From one instant to another (data type Period).
public struct Period: Hashable, Sendable {
    public var start: Date?
    public var end: Date?

    public init(start: Date?, end: Date?) {
        self.start = start
        self.end = end
    }

    public var element: Element {
        Element(
            "period",
            [Element("start", ifPresent: start.map(Instant.text)), Element("end", ifPresent: end.map(Instant.text))])
    }
}
