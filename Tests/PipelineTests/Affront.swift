import Foundation
import Letters
import Messages
import TestSupport

/// A kind of attack or fault that a test makes while letters pass through the services.
enum Affront: CaseIterable {
    /// A practice's mailbox sends us a message that claims to be an answer and cannot be read as one.
    case poisonedAnswer
    /// A service's broker account publishes an event of another stage under a routing key of its own.
    case forgedEvent
    /// A service's broker account uses the headers CC and BCC to reach queues that it has no permission for.
    case copies
    /// A service's broker account publishes a body that is not an event.
    case garbage
    /// A service's broker account publishes a body above the size limit.
    case oversized
    /// A proxy answers in MESH's place. Only `mesh-server` can imitate it.
    case interposed
}

extension Affront {
    /// Bodies of answers that cannot be read: an invalid byte in a name, invalid UTF-8, an entity bomb, deep nesting,
    /// another encoding, a log-in page, zeros, and half an answer.
    static let poisons: [Data] = [
        Data("<Bundle xmlns=\"http://hl7.org/fhir\" a".utf8) + [0xE9] + Data("=\"b\"><id value=\"x\"/></Bundle>".utf8),
        Data("<Bund".utf8) + [0xC3, 0x28] + Data("le/>".utf8),
        Data(
            ("<!DOCTYPE a [<!ENTITY b \"bbbbbbbbbb\">"
                + (1...9).map {
                    "<!ENTITY b\($0) \"\(String(repeating: "&b\($0 == 1 ? "" : "\($0 - 1)");", count: 10))\">"
                }
                .joined() + "]><Bundle xmlns=\"http://hl7.org/fhir\">&b9;</Bundle>").utf8),
        Data(String(repeating: "<a>", count: 100_000).utf8),
        Data("<?xml version=\"1.0\" encoding=\"UTF-7\"?><Bundle xmlns=\"http://hl7.org/fhir\"/>".utf8),
        Data("<!doctype html><html><body>Please log in</body></html>".utf8),
        Data(count: 10_000),
        Data("<Bundle xmlns=\"http://hl7.org/fhir\"><entry><resource><MessageHeader>".utf8),
    ]

    /// Bodies that are not events.
    static let rubbish: [Data] = [
        Data("not an event".utf8), Data([0x1B]) + Data("[31m".utf8), Data(count: 1000),
        Data("{\"specversion\":\"1.0\",\"id\":".utf8), Data(String(repeating: "[", count: 100_000).utf8),
        Data("{\"specversion\":\"1.0\",\"type\":\"letter.filed\",\"data\":{}}".utf8),
    ]

    /// Forged events: the account that publishes, the routing key, the event's type, and the stage that it claims as
    /// source.
    static let forgeries: [(account: Stage, key: EventType, type: EventType, source: Stage)] = [
        (.extraction, .letterWithheld, .letterFiled, .acknowledgement),
        (.extraction, .letterExtracted, .letterClosed, .operator),
        (.conversion, .letterRefused, .letterFiled, .acknowledgement),
        (.transport, .letterSent, .letterFiled, .acknowledgement),
        (.reporting, .letterStalled, .letterRejected, .acknowledgement),
        (.acknowledgement, .letterOverdue, .letterDelivered, .transport),
    ]

    /// Faults on the line to MESH, for calls on our own mailbox. None of them gives an id that MESH does not have,
    /// since a person must then look at the letter.
    static let interpositions: [StrictMesh.Fault] = [
        fault(.page, on: .download), fault(.headless, on: .download), fault(.stranger, on: .download),
        fault(.short, on: .download), fault(.page, on: .acknowledge), fault(.page, on: .inbox),
        fault(.circle, on: .inbox), fault(.stranger, on: .tracking), fault(.page, on: .tracking),
        fault(.page, on: .send), fault(.cut, on: .send),
    ]

    private static func fault(_ kind: StrictMesh.Fault.Kind, on call: StrictMesh.Fault.Call) -> StrictMesh.Fault {
        StrictMesh.Fault(kind, on: call, next: 2, mailbox: Stand.hospital)
    }
}
