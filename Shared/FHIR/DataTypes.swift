public import Foundation
import Letters
public import XML

/// A code of a code system with its display text (data type Coding). Version and extensions are not covered.
public struct Coding: Hashable, Sendable {
    public var system: String
    public var code: String
    public var display: String

    public init(system: String, code: String, display: String) {
        self.system = system
        self.code = code
        self.display = display
    }

    /// Returns an element of this name and of type Coding.
    public func element(_ name: String) -> Element {
        Element(name, [Element("system", system), Element("code", code), Element("display", display)])
    }

    /// Returns a CodeableConcept with only this coding.
    public func concept(_ name: String) -> Element { Element(name, [element("coding")]) }
}

/// A concept in the codes of one or several systems (data type CodeableConcept): a source that codes in a system other
/// than SNOMED CT sends its own code and the mapped one (guide, "Clinical terminologies").
public struct Concept: Hashable, Sendable {
    public var codings: [Coding]
    public var text: String?

    public init(codings: [Coding], text: String? = nil) {
        self.codings = codings
        self.text = text
    }

    public init(_ coding: Coding) { self.init(codings: [coding]) }

    public func element(_ name: String) -> Element {
        Element(name, codings.map { $0.element("coding") } + [Element("text", ifPresent: text)])
    }
}

/// A business identifier (data type Identifier). Use, type and period are not covered.
public struct BusinessIdentifier: Hashable, Sendable {
    /// The system's URI; nil only where a profile allows that (the identifier of ITK-Message-Bundle-1).
    public var system: String?
    public var value: String

    public init(system: String?, value: String) {
        self.system = system
        self.value = value
    }

    /// A UUID as an identifier.
    public init(_ uuid: UUID) { self.init(system: FHIR.uuidSystem, value: FHIR.id(uuid)) }

    public func element(_ name: String, extensions: [Element] = []) -> Element {
        Element(name, extensions + [Element("system", ifPresent: system), Element("value", value)])
    }
}

/// A reference to a resource of the same bundle.
public struct Reference: Hashable, Sendable {
    public var target: UUID

    public init(_ target: UUID) { self.target = target }

    public func element(_ name: String) -> Element { Element(name, [Element("reference", FHIR.urn(target))]) }
}

/// A day, a month, a year or an instant (data type dateTime). The time zone of an instant is not kept.
public enum DateTime: Hashable, Sendable {
    case instant(Date)
    /// `yyyy`, `yyyy-MM` or `yyyy-MM-dd`.
    case day(String)

    public var text: String {
        switch self {
        case .instant(let date): Instant.text(date)
        case .day(let text): text
        }
    }
}

/// A time period (data type Period); either end may be missing.
public struct Period: Hashable, Sendable {
    public var start: DateTime?
    public var end: DateTime?

    public init(start: Date?, end: Date?) {
        self.start = start.map { .instant($0) }
        self.end = end.map { .instant($0) }
    }

    public var isEmpty: Bool { start == nil && end == nil }

    public var element: Element {
        Element("period", [Element("start", ifPresent: start?.text), Element("end", ifPresent: end?.text)])
    }
}
