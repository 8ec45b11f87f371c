public import Broker
public import Letters
public import Messages

/// Checks that a message comes from an allowed publisher. It relies only on what the broker has verified: the
/// publishing user (`user_id`) and the routing key, which that user has permission to write.
///
/// On `letters`, the user must be the event's source, be allowed to publish its type, and use the type as the routing
/// key. Through `stages`, only the stage's own user (a retry) and the operator (a replay) are believed. A copy on
/// `parked` only proves that its publisher parked it.
public enum Provenance {
    /// The failure code of a message that is not believed.
    public static let code = "forged"

    /// Checks a message before its body is read.
    ///
    /// - Returns: nil if the message is believed; otherwise the reason, which quotes nothing of the message's content.
    public static func doubt(_ delivery: Delivery, at stage: Stage) -> Reason? {
        // The broker checks the topic permission of the routing key only, but also routes by these headers (RabbitMQ
        // 3.10).
        if delivery.properties.headers.keys.contains(where: HeaderName.routing.contains) {
            return forged("it bears a CC or BCC header, by which it went past its publisher's permissions")
        }
        guard let user = delivery.properties.userID else {
            return forged("it does not name the broker's user who published it")
        }
        guard let publisher = Stage(rawValue: user) else {
            return forged("its publisher is no user of MeshPost's")
        }
        switch delivery.exchange {
        case Exchange.letters:
            let key = EventType(rawValue: delivery.routingKey)
            guard stage.takes.contains(key) || !EventType.known.contains(key) else {
                return forged("\(publisher) sent \(key), which \(stage.rawValue) is not bound for")
            }
        case Exchange.stages:
            guard delivery.routingKey == stage.rawValue else {
                return forged("\(publisher) sent it under another stage's key")
            }
            guard publisher == stage || publisher == .operator else {
                return forged(
                    "only \(stage.rawValue) and the operator may send it through \(Exchange.stages), "
                        + "and \(publisher) did")
            }
        case Exchange.parked:
            guard stage == .reporting else { return forged("it is a copy of what somebody parked") }
            return doubtOfParking(delivery, by: publisher)
        default:
            return forged("it came by an exchange that is not for events")
        }
        return nil
    }

    /// Checks the event in a message: whether its publisher may publish it. Returns nil if the event is believed.
    public static func doubt(_ event: Event, in delivery: Delivery) -> Reason? {
        guard delivery.exchange == Exchange.letters else { return nil }
        let publisher = delivery.properties.userID ?? "nobody"
        guard event.source.rawValue == publisher else {
            return forged("it says that it is of \(event.source), and \(publisher) published it")
        }
        guard event.type.rawValue == delivery.routingKey else {
            return forged("\(publisher) sent it under another key than its type")
        }
        guard EventType.known.contains(event.type) else {
            return Reason(
                code: "unknown-type",
                detail: "\(publisher) publishes an event that this version does not know: upgrade it, then replay")
        }
        guard event.source.publishes.contains(event.type) else {
            return forged("\(publisher) may not publish \(event.type)")
        }
        return nil
    }

    /// Checks whether a parked message may be sent back to the stage in whose parked queue it is, which would then
    /// believe it.
    ///
    /// A message that the broker parked at the delivery limit still names its first publisher. No stage has checked it,
    /// so it is checked here.
    public static func doubt(ofParked delivery: Delivery, in stage: Stage) -> Reason? {
        if let doubt = doubt(delivery, at: .reporting) { return doubt }
        guard delivery.exchange == Exchange.parked, delivery.routingKey == stage.rawValue else {
            return forged("\(delivery.properties.userID ?? "nobody") put it there, and not \(stage.rawValue)")
        }
        if let reason = delivery.parking?.reason,
            [code, Parking.oversizedCode].contains(reason.code) || delivery.isOversized
        {
            return reason
        }
        let user = delivery.properties.userID
        guard user != stage.rawValue, user != Stage.operator.rawValue, let event = try? Event(body: delivery.body)
        else {
            return nil
        }
        guard event.source.rawValue == user, event.source.publishes.contains(event.type) else {
            return forged("it says that it is of \(event.source), and \(user ?? "nobody") published it")
        }
        return nil
    }

    private static func doubtOfParking(_ delivery: Delivery, by publisher: Stage) -> Reason? {
        guard let parker = Stage(rawValue: delivery.routingKey), Stage.takingWork.contains(parker) else {
            return forged("it is parked under a key that is no stage's")
        }
        // A message parked by a stage names it in its headers; one parked by the broker keeps the user who first
        // published it.
        let isByStage = delivery.properties.headers[HeaderName.failedStage] != nil
        guard publisher == parker || !isByStage else {
            return forged("it says that \(parker) parked it, and \(publisher) did")
        }
        return nil
    }

    private static func forged(_ detail: String) -> Reason { Reason(code: code, detail: detail) }
}
