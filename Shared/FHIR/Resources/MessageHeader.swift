public import Foundation
import Letters
public import XML

/// The header of a message bundle. Destination, enterer, author, responsible party, reason, and all of `source` except
/// its endpoint are not covered; ITK3 forbids them.
public struct MessageHeader: Resource {
    /// The reference to the message that this one answers.
    public struct Response: Hashable, Sendable {
        /// Value set response-code.
        public enum Code: String, Sendable, CaseIterable {
            case ok
            case transientError = "transient-error"
            case fatalError = "fatal-error"
        }

        /// The id of the other message's header; some systems put other text there.
        public var identifier: String
        public var code: Code
        public var details: Reference?

        var element: Element {
            Element(
                "response",
                [Element("identifier", identifier), Element("code", code.rawValue), details?.element("details")])
        }

        init(_ reading: ResourceReader) throws(Violation) {
            identifier = try reading.text("identifier")
            code = try reading.word("code")
            details = try reading.referenceIfPresent("details")
        }
    }

    public var id: UUID
    public var profile: String
    public var extensions: [Element]
    public var event: Coding
    public var receiver: Reference?
    public var sender: Reference
    public var timestamp: Date
    /// `source.endpoint`: the address of the sending system.
    public var endpoint: String
    public var response: Response?
    /// The payload of the message, as a rule a document bundle.
    public var focus: Reference?

    public init(
        id: UUID, profile: String, extensions: [Element], event: Coding, sender: Reference, timestamp: Date,
        endpoint: String, focus: Reference
    ) {
        self.id = id
        self.profile = profile
        self.extensions = extensions
        self.event = event
        self.sender = sender
        self.timestamp = timestamp
        self.endpoint = endpoint
        self.focus = focus
    }

    public var element: Element {
        Element(
            "MessageHeader",
            head() + extensions + [
                event.element("event"), receiver?.element("receiver"), sender.element("sender"),
                Element("timestamp", Instant.text(timestamp)), Element("source", [Element("endpoint", endpoint)]),
                response?.element, focus?.element("focus"),
            ])
    }

    /// - Throws: `Violation`, which names the faulty element by its path and does not repeat its content.
    public init(_ element: Element) throws(Violation) {
        let reading = try ResourceReader(element, "MessageHeader")
        id = try reading.id()
        profile = try reading.profile()
        extensions = element.all("extension")
        event = try Coding(reading.one("event"))
        receiver = try reading.referenceIfPresent("receiver")
        sender = try reading.reference("sender")
        timestamp = try reading.instant("timestamp")
        endpoint = try reading.one("source").text("endpoint")
        response = try reading.ifPresent("response").map(Response.init)
        focus = try reading.referenceIfPresent("focus")
    }
}
