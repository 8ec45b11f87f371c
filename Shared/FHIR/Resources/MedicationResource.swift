public import Foundation
public import XML

/// A medicinal product (profile CareConnect-ITK-Medication-1). Form, manufacturer and batch are not covered.
public struct MedicationResource: Resource {
    public var id: UUID
    public var profile: String
    public var code: Concept

    public init(id: UUID, profile: String, code: Coding) {
        self.id = id
        self.profile = profile
        self.code = Concept(code)
    }

    public var element: Element { Element("Medication", head() + [code.element("code")]) }

    /// - Throws: `Violation`, which names the faulty element by its path and does not repeat its content.
    public init(_ element: Element) throws(Violation) {
        let reading = try ResourceReader(element, "Medication")
        id = try reading.id()
        profile = try reading.profile()
        code = try reading.concept("code")
    }
}
