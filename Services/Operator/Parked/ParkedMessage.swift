import Broker
import Foundation
import Letters
import Messages
import Pipeline

/// A message that some stage could not deal with, as it lies in its parked queue.
struct ParkedMessage: Sendable {
    let stage: Stage
    let delivery: Delivery
    /// Tells two copies of one message apart.
    let number = UUID()

    /// The event's id; for what has none, a name made of its bytes.
    var id: String {
        if let id = delivery.properties.messageID, !id.isEmpty { return id.lowercased() }
        return "body-" + Identity.uuid("body", delivery.body.base64EncodedString()).uuidString.lowercased()
    }

    /// Nil when the bytes are no event.
    var event: Event? { try? Event(body: delivery.body) }

    /// Why the message may not go back to its stage unasked, and no delivery be closed for it; nil when it is believed.
    var doubt: Reason? { Provenance.doubt(ofParked: delivery, in: stage) }

    var type: String { delivery.properties.type ?? event?.type.rawValue ?? "?" }
    var subject: String { event?.subject ?? "?" }

    var reason: Reason {
        delivery.parking?.reason ?? Reason(code: "unknown", detail: "the message does not say why it was parked")
    }

    /// When it failed first; for what its stage could not mark, when it was published.
    var failedAt: Date? { delivery.parking?.firstFailedAt ?? delivery.properties.timestamp }

    /// True when `text` is the id or, with at least six characters, the beginning of it.
    func isNamed(_ text: String) -> Bool {
        let text = text.lowercased()
        return id == text || (text.count >= 6 && id.hasPrefix(text))
    }

    /// The delivery that the message is about; nil when it is about none.
    var facts: DeliveryFacts? {
        struct AboutDelivery: EventPayload { var facts: DeliveryFacts }
        // The facts are read whatever the schema's version: an addition does not change what a delivery is.
        return try? JSONDecoder.meshPost.decode(Envelope<AboutDelivery>.self, from: delivery.body).data.facts
    }

    private struct Envelope<Payload: Decodable>: Decodable { var data: Payload }
}
