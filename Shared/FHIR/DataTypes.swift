public import Foundation
import Messages
public import XML

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

/// Human-readable text (data type Narrative).
public struct Narrative: Equatable, Sendable {
    /// Where the text comes from (value set narrative-status).
    public enum Status: String, Sendable {
        /// All of it from the data of the resource.
        case generated
        /// It says more than the data does.
        case additional
    }

    public var status: Status
    /// XHTML.
    public var content: [Element]

    public init(_ content: [Element], status: Status) {
        self.content = content
        self.status = status
    }

    /// Text generated from the data, one paragraph each.
    public init(_ paragraphs: String...) {
        self.init(paragraphs.map { Element("p", text: $0) }, status: .generated)
    }

    public var element: Element {
        Element(
            "text",
            [Element("status", status.rawValue), Element("div", attributes: ["xmlns": FHIR.xhtml], content)])
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

    public var isEmpty: Bool { start == nil && end == nil }

    public var element: Element {
        Element(
            "period",
            [Element("start", ifPresent: start.map(Instant.text)), Element("end", ifPresent: end.map(Instant.text))])
    }
}
