public import XML

/// Human-readable text (data type Narrative). Attributes of the division but its namespace are not covered.
public struct Narrative: Equatable, Sendable {
    /// Where the text comes from (value set narrative-status).
    public enum Status: String, Sendable, CaseIterable {
        /// All of it from the data of the resource.
        case generated
        /// From the data and its extensions.
        case extensions
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
