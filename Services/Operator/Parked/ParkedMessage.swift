import Broker
import Foundation
import Letters
import Messages
import Pipeline

/// A message in a stage's parked queue.
struct ParkedMessage: Sendable {
    let stage: Stage
    let delivery: Delivery
    /// Distinguishes two copies of one message.
    let number = UUID()

    /// The message id, or a hash of the body if there is none.
    var id: String {
        if let id = delivery.properties.messageID, !id.isEmpty { return id.lowercased() }
        return "body-" + Identity.uuid("body", delivery.body.base64EncodedString()).uuidString.lowercased()
    }

    /// The event in the body; nil when the body is not an event.
    var event: Event? { try? Event(body: delivery.body) }

    /// The reason why the message is not believed, so that it must not be replayed without `--believe` or close a
    /// delivery; nil when it is believed.
    var doubt: Reason? { Provenance.doubt(ofParked: delivery, in: stage) }

    var type: String { delivery.properties.type ?? event?.type.rawValue ?? "?" }
    var subject: String { event?.subject ?? "?" }

    var reason: Reason {
        delivery.parking?.reason ?? Reason(code: "unknown", detail: "the message does not say why it was parked")
    }

    /// The time of the first failure; without the header, the time of publishing.
    var failedAt: Date? { delivery.parking?.firstFailedAt ?? delivery.properties.timestamp }

    /// True when `text` is the whole id, or a prefix of at least six characters.
    func isNamed(_ text: String) -> Bool {
        let text = text.lowercased()
        return id == text || (text.count >= 6 && id.hasPrefix(text))
    }

    /// The delivery that the event concerns; nil for none.
    var facts: DeliveryFacts? {
        struct AboutDelivery: EventPayload { var facts: DeliveryFacts }
        // Decoded without a check of the schema version, since later versions only add keys.
        return try? JSONDecoder.meshPost.decode(Envelope<AboutDelivery>.self, from: delivery.body).data.facts
    }

    private struct Envelope<Payload: Decodable>: Decodable { var data: Payload }
}
