public import Foundation
public import XML

/// A list of what is coded in a document (profiles CareConnect-ITK-Allergy-List-1 and its siblings).
public struct ClinicalList: Resource {
    public var id: UUID
    public var profile: String
    /// What is listed (value set CareConnect-ListCode-1).
    public var code: Coding
    public var subject: Reference
    public var encounter: Reference
    public var source: Reference
    public var items: [Reference]

    public init(
        id: UUID, profile: String, code: Coding, subject: Reference, encounter: Reference, source: Reference,
        items: [Reference]
    ) {
        self.id = id
        self.profile = profile
        self.code = code
        self.subject = subject
        self.encounter = encounter
        self.source = source
        self.items = items
    }

    public var element: Element {
        Element(
            "List",
            head() + [
                BusinessIdentifier(id).element("identifier"), Element("status", "current"), Element("mode", "snapshot"),
                code.concept("code"), subject.element("subject"), encounter.element("encounter"),
                source.element("source"),
            ] + items.map { Element("entry", [$0.element("item")]) })
    }
}
