public import Foundation
public import XML

/// A product that is given (profile CareConnect-ITK-Medication-1). Its form, manufacturer and batch are not covered.
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

    /// - Throws: what keeps the element from being read, free of what stands in it.
    public init(_ element: Element) throws(Violation) {
        let reading = try ResourceReader(element, "Medication")
        id = try reading.id()
        profile = try reading.profile()
        code = try reading.concept("code")
    }
}
