import Foundation
import Letters
import Messages
import TestSupport

/// What hostile hands do among the letters.
enum Affront: CaseIterable {
    /// A practice's mailbox sends us what only looks like an answer.
    case poisonedAnswer
    /// A service's account on the broker says what it may not.
    case forgedEvent
    /// It goes past its rights by the headers CC and BCC.
    case copies
    /// It sends what is no event.
    case garbage
    /// It sends more than a message may have.
    case oversized
    /// Something answers in MESH's place. Only `mesh-server` does it.
    case interposed
}

extension Affront {
    /// Bodies of answers that nobody can read: a stray byte in a name, entities, depth, another encoding, a log-in page,
    /// nothing but zeros, half an answer.
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

    /// Bodies that are no event.
    static let rubbish: [Data] = [
        Data("not an event".utf8), Data([0x1B]) + Data("[31m".utf8), Data(count: 1000),
        Data("{\"specversion\":\"1.0\",\"id\":".utf8), Data(String(repeating: "[", count: 100_000).utf8),
        Data("{\"specversion\":\"1.0\",\"type\":\"letter.filed\",\"data\":{}}".utf8),
    ]

    /// Under which account and key which event is sent, as if it came from another stage.
    static let forgeries: [(account: Stage, key: EventType, type: EventType, source: Stage)] = [
        (.extraction, .letterWithheld, .letterFiled, .acknowledgement),
        (.extraction, .letterExtracted, .letterClosed, .operator),
        (.conversion, .letterRefused, .letterFiled, .acknowledgement),
        (.transport, .letterSent, .letterFiled, .acknowledgement),
        (.reporting, .letterStalled, .letterRejected, .acknowledgement),
        (.acknowledgement, .letterOverdue, .letterDelivered, .transport),
    ]

    /// What goes wrong on the line to MESH, for calls on our own mailbox: never with an id that MESH does not have, since
    /// such a letter needs a person.
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
