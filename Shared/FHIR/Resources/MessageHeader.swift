public import Foundation
import Messages
public import XML

/// The header of a message bundle.
public struct MessageHeader: Resource {
    public var id: UUID
    public var profile: String
    public var extensions: [Element]
    public var event: Coding
    public var sender: Reference
    public var timestamp: Date
    /// `source.endpoint`: where the message comes from.
    public var endpoint: String
    /// What the message is about.
    public var focus: Reference

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
                event.element("event"), sender.element("sender"), Element("timestamp", Instant.text(timestamp)),
                Element("source", [Element("endpoint", endpoint)]), focus.element("focus"),
            ])
    }
}
