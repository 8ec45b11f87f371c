public import XML

/// Human-readable text (data type Narrative). Attributes of `div` other than its namespace are not covered.
public struct Narrative: Equatable, Sendable {
    /// The origin of the text (value set narrative-status).
    public enum Status: String, Sendable, CaseIterable {
        /// Generated entirely from the data of the resource.
        case generated
        /// Generated from the data and its extensions.
        case extensions
        /// Contains more than the data.
        case additional
    }

    public var status: Status
    /// The children of the XHTML `div`.
    public var content: [Element]

    public init(_ content: [Element], status: Status) {
        self.content = content
        self.status = status
    }

    /// Makes a generated narrative with one paragraph for each text.
    public init(_ paragraphs: String...) {
        self.init(paragraphs.map { Element("p", text: $0) }, status: .generated)
    }

    public var element: Element {
        Element(
            "text",
            [Element("status", status.rawValue), Element("div", attributes: ["xmlns": FHIR.xhtml], content)])
    }
}
